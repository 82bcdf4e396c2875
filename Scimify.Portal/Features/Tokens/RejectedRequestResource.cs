using System.Text.Json;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens;

/// <summary>A SCIM request that its token did not open.</summary>
/// <param name="Reason"><c>unknown</c>, <c>malformed</c>, <c>schemeTwice</c>, <c>expired</c>, <c>revoked</c>, <c>replaced</c>, <c>address</c> or <c>scope</c>.</param>
/// <param name="TokenUuid">Null: the token is nobody's.</param>
/// <param name="HashStart">Tells one wrong token from another; null where what was sent cannot be one, or is known by its name.</param>
public sealed record RejectedRequestResource(
    DateTimeOffset At, string Reason, Guid? TokenUuid, string? TokenName, Guid? IntegrationUuid,
    string? SourceAddress, string? UserAgent, string Method, string Path, string? HashStart)
{
    internal static RejectedRequestResource Of(RejectedRequestView request) => new(
        request.At, JsonNamingPolicy.CamelCase.ConvertName(request.Reason.ToString()), request.TokenId, request.TokenName, request.IntegrationId,
        request.SourceAddress, request.UserAgent, request.Method, request.Path, request.HashStart);
}
