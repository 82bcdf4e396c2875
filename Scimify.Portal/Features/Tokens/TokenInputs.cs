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

    [Description("In the future; null: never; left out: the default of the token policy.")]
    [Example("2027-11-21T00:00:00.000Z")]
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    [Description("May be left out where there is one integration.")]
    public Optional<Guid?> IntegrationUuid { get; init; }

    [Description("What the token reaches: users, groups or both; with read-only, for reading alone.")]
    [Words(typeof(TokenScopeRules), nameof(TokenScopeRules.Names))]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("From where the token may be used: networks in CIDR notation, or addresses. Empty: from everywhere.")]
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

    [Description("What the token reaches: users, groups or both; with read-only, for reading alone.")]
    [Words(typeof(TokenScopeRules), nameof(TokenScopeRules.Names))]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("From where the token may be used: networks in CIDR notation, or addresses. Empty: from everywhere.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    public ScimTokenChange ToChange() => new(Description, Scopes is null ? null : TokenScopeRules.Parse(Scopes), AllowedNetworks is null ? null : [.. AllowedNetworks]);
}

/// <summary>A new secret for a SCIM token.</summary>
public sealed record RotateTokenInput
{
    [Description("When the new secret expires; in the future.")]
    [Required]
    [Example("2027-11-21T00:00:00.000Z")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("How long the old secret works too, but not beyond its own expiry; 0 when left out.")]
    [Range(0, TokenService.MaxOverlapMinutes)]
    public int? OverlapMinutes { get; init; }

    /// <exception cref="ValidationFailedException">No expiry is given.</exception>
    public TokenRotation ToRotation() =>
        new(ExpiresAt ?? throw ValidationFailedException.Of("expiresAt", "is required: a time in the future."), OverlapMinutes ?? 0);
}

/// <summary>A merge into the organization's token policy.</summary>
public sealed record ChangeTokenPolicyInput
{
    [Description("Whether a token may have no expiry.")]
    public bool? NeverAllowed { get; init; }

    [Description("Longest life of a token that expires; null: no limit.")]
    [Range(1, TokenPolicy.MostDays)]
    [Example(365)]
    public Optional<int?> MaxDays { get; init; }

    [Description("Life of a token whose expiresAt is left out; null: no expiry.")]
    [Range(1, TokenPolicy.MostDays)]
    [Example(180)]
    public Optional<int?> DefaultDays { get; init; }

    public TokenPolicy ApplyTo(TokenPolicy current) => new(NeverAllowed ?? current.NeverAllowed, MaxDays.Or(current.MaxDays), DefaultDays.Or(current.DefaultDays));
}

/// <summary>Which SCIM tokens are listed.</summary>
public sealed record TokenListInput
{
    [Description("Revoked tokens too.")]
    public bool? IncludeRevoked { get; init; }

    [Description("Of this integration only.")]
    public Guid? IntegrationUuid { get; init; }
}

/// <summary>Which rejected requests are listed.</summary>
public sealed record RejectedRequestListInput : CursorInput
{
    [Description("With a token of this integration, or with one that is nobody's.")]
    public Guid? Integration { get; init; }
}
