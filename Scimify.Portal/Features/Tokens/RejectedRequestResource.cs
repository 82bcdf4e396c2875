using System.Text.Json;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens;

/// <summary>A SCIM request that was rejected because of its token.</summary>
/// <param name="Reason"><c>unknown</c>, <c>malformed</c>, <c>schemeTwice</c>, <c>expired</c>, <c>revoked</c>, <c>replaced</c>, <c>address</c> or <c>scope</c>.</param>
/// <param name="TokenUuid">Null if the token is unknown.</param>
/// <param name="HashStart">Distinguishes wrong tokens; null if what was sent cannot be a token, or the token is known by name.</param>
public sealed record RejectedRequestResource(
    DateTimeOffset At, string Reason, Guid? TokenUuid, string? TokenName, Guid? IntegrationUuid,
    string? SourceAddress, string? UserAgent, string Method, string Path, string? HashStart)
{
    internal static RejectedRequestResource Of(RejectedRequestView request) => new(
        request.At, JsonNamingPolicy.CamelCase.ConvertName(request.Reason.ToString()), request.TokenId, request.TokenName, request.IntegrationId,
        request.SourceAddress, request.UserAgent, request.Method, request.Path, request.HashStart);
}
