using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Tokens;

/// <summary>A SCIM token without its secret. The members have Lightdash's names.</summary>
/// <param name="CreatedBy">By value: the token outlives the person.</param>
/// <param name="OverlapUntil">How long the secret before the last rotation still works; null if it does not.</param>
/// <param name="AllowedNetworks">Empty for everywhere.</param>
/// <param name="State"><c>active</c>, <c>overlapping</c>, <c>expired</c> or <c>revoked</c>.</param>
[JsonExample("""
    {"uuid":"3b1f0c3a-77d1-4f1b-8f55-9a5f1f7b2c31","organizationUuid":"0d9b6a54-3f3e-4c55-8a07-5f8e5f1f2b11",
     "integrationUuid":"5f2c1b0e-7a52-4d0f-9b8e-2f9d4d1c6a10","description":"Okta","createdAt":"2026-11-21T22:41:00.000Z",
     "createdBy":{"uuid":"c7a5e1d0-0d0e-4f5e-9a5b-6f2f8e0d4b41","name":"owner@example.com"},"expiresAt":null,"lastUsedAt":null,
     "lastUsedFrom":null,"lastUsedAgent":null,"rotatedAt":null,"overlapUntil":null,"scopes":["users","groups"],
     "allowedNetworks":["203.0.113.0/24"],"state":"active"}
    """)]
public sealed record TokenResource(
    Guid Uuid,
    Guid OrganizationUuid,
    Guid IntegrationUuid,
    string Description,
    DateTimeOffset CreatedAt,
    TokenMaker? CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    string? LastUsedAgent,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? OverlapUntil,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> AllowedNetworks,
    string State)
{
    /// <summary>The secret, only in the answers to its creation and its rotation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static TokenResource Of(ScimTokenView token, DateTimeOffset now) => new(
        token.Id,
        token.OrganizationId,
        token.IntegrationId,
        token.Description,
        token.CreatedAt,
        token.CreatedByName is { } name ? new TokenMaker(token.CreatedById, name) : null,
        token.ExpiresAt,
        token.LastUsedAt,
        token.LastUsedFrom,
        token.LastUsedAgent,
        token.RotatedAt,
        token.StateAt(now) == TokenState.Overlapping ? token.OverlapUntil : null,
        TokenScopeRules.NamesOf(token.Scopes),
        token.AllowedNetworks,
        LetterCase.Lower(token.StateAt(now).ToString()));

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => $"TokenResource {Uuid}";
}

/// <param name="Uuid">Null for the command line.</param>
public sealed record TokenMaker(Guid? Uuid, string Name);
