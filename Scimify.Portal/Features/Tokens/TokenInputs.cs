using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Integrations;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Tokens;

/// <summary>A new SCIM token.</summary>
public sealed record CreateTokenInput
{
    [Description("1 to 255 characters.")]
    [Required]
    [Example("Okta")]
    public string? Description { get; init; }

    [Description("A time in the future. null for never. Without it, the token policy's default applies.")]
    [Example("2027-11-21T00:00:00.000Z")]
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    [Description("Can be omitted if there is only one integration.")]
    public Optional<Guid?> IntegrationUuid { get; init; }

    [Description("What the token covers: users, groups or both. With read-only, it can only read.")]
    [Words(typeof(TokenScopeRules), nameof(TokenScopeRules.Names))]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("Where the token may be used from: networks in CIDR notation, or addresses. Empty for everywhere.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    public NewScimToken ToNewToken() => new(IntegrationUuid.Value, Description ?? "", ExpiresAt.Value)
    {
        DefaultExpiry = !ExpiresAt.IsSet,
        Scopes = Scopes is null ? TokenScopes.All : TokenScopeRules.Parse(Scopes),
        AllowedNetworks = [.. AllowedNetworks ?? []],
    };
}

/// <summary>A merge into a SCIM token.</summary>
public sealed record ChangeTokenInput
{
    [Description("1 to 255 characters.")]
    public string? Description { get; init; }

    [Description("What the token covers: users, groups or both. With read-only, it can only read.")]
    [Words(typeof(TokenScopeRules), nameof(TokenScopeRules.Names))]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("Where the token may be used from: networks in CIDR notation, or addresses. Empty for everywhere.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    public ScimTokenChange ToChange() => new(Description, Scopes is null ? null : TokenScopeRules.Parse(Scopes), AllowedNetworks is null ? null : [.. AllowedNetworks]);
}

/// <summary>A new secret for a SCIM token.</summary>
public sealed record RotateTokenInput
{
    [Description("When the new secret expires: a time in the future.")]
    [Required]
    [Example("2027-11-21T00:00:00.000Z")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("How long the old secret still works, but not beyond its own expiry. Default: 0.")]
    [Range(0, TokenService.MaxOverlapMinutes)]
    public int? OverlapMinutes { get; init; }

    /// <exception cref="ValidationFailedException">No expiry is given.</exception>
    public TokenRotation ToRotation() =>
        new(ExpiresAt ?? throw ValidationFailedException.Of("expiresAt", "is required: a time in the future."), OverlapMinutes ?? 0);
}

/// <summary>Which SCIM tokens to list.</summary>
public sealed record TokenListInput
{
    [Description("Whether to include revoked tokens.")]
    public bool? IncludeRevoked { get; init; }

    [Description("Only of this integration.")]
    public Guid? IntegrationUuid { get; init; }
}

/// <summary>Which rejected requests to list.</summary>
public sealed record RejectedRequestListInput : CursorInput
{
    [Description("Only requests with a token of this integration, or with an unknown one.")]
    public Guid? Integration { get; init; }
}
