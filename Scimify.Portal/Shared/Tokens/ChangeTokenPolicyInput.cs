using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Integrations;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Shared.Tokens;

/// <summary>A merge into a token policy of the organization.</summary>
public sealed record ChangeTokenPolicyInput
{
    [Description("Whether a token may have no expiry.")]
    public bool? NeverAllowed { get; init; }

    [Description("The longest life of a token that expires. null for no limit.")]
    [Range(1, TokenPolicy.MostDays)]
    [Example(365)]
    public Optional<int?> MaxDays { get; init; }

    [Description("The life of a token without expiresAt. null for no expiry.")]
    [Range(1, TokenPolicy.MostDays)]
    [Example(180)]
    public Optional<int?> DefaultDays { get; init; }

    public TokenPolicy ApplyTo(TokenPolicy current) => new(NeverAllowed ?? current.NeverAllowed, MaxDays.Or(current.MaxDays), DefaultDays.Or(current.DefaultDays));
}
