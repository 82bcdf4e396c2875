using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Integrations;
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

    [Description("null or absent for never.")]
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    public NewPersonalAccessToken ToNewToken() => new(Name ?? "", ExpiresAt.Value);
}
