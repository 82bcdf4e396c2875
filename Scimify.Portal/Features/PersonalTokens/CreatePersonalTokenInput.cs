using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>A new personal access token.</summary>
public sealed record CreatePersonalTokenInput
{
    [Description("1 to 255 characters.")]
    [Required]
    [Example("Nightly report")]
    public string? Name { get; init; }

    [Description("A time in the future, no later than the expiry of the token in use. null for never. Without it, the policy's default applies, or the expiry of the token in use if that is earlier.")]
    [Example("2027-11-21T00:00:00.000Z")]
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    [Description("What the token covers, within the role: reading, also everything about SCIM tokens, or everything. Default: all.")]
    [Words(typeof(PersonalTokenScopes), nameof(PersonalTokenScopes.Names))]
    public string? Scope { get; init; }

    [Description("Where the token may be used from: networks in CIDR notation, or addresses, within those of the token in use. Empty for everywhere. Without it, those of the token in use.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <exception cref="ValidationFailedException">There is no such scope.</exception>
    public NewPersonalAccessToken ToNewToken() => new(Name ?? "", ExpiresAt.Value)
    {
        DefaultExpiry = !ExpiresAt.IsSet,
        Scope = Scope is null ? PersonalTokenScope.All : PersonalTokenScopes.Parse(Scope),
        AllowedNetworks = AllowedNetworks is null ? null : [.. AllowedNetworks],
    };
}
