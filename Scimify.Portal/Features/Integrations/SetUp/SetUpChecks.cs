using System.Globalization;
using Scimify.Core.Integrations;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>What is worth a look before everybody is assigned.</summary>
/// <param name="Tone">As of <see cref="Shared.Badge"/>.</param>
/// <param name="Href">Where it is changed; null for nowhere.</param>
public sealed record SetUpCheck(string Tone, string Icon, string Title, string Text, string? Href = null, string? Link = null);

/// <summary>The list of them.</summary>
public static class SetUpChecks
{
    public static IReadOnlyList<SetUpCheck> Of(IntegrationView integration)
    {
        var guard = integration.Policies.DeletionGuard;
        var root = $"integrations/{integration.Id}";
        return
        [
            integration.Mode == IntegrationMode.Live
                ? new("good", "check-circle", "Live", "Changes reach Looker at once.")
                : new("plan", "plan", integration.Mode == IntegrationMode.Plan ? "Plan mode" : "Paused", "Looker stays untouched until you go live.", $"{root}/settings", "Settings"),
            integration.Policies.Adoption switch
            {
                AdoptionPolicy.Review => new("good", "check-circle", "Accounts that exist", "You are asked before one of them is taken over."),
                AdoptionPolicy.Auto => new("wait", "alert", "Accounts that exist", "The one with the same address is taken over at once, or when somebody agrees if it is disabled."),
                _ => new("good", "check-circle", "Accounts that exist", "They stay as they are, and your identity provider gets an error."),
            },
            guard.Enabled
                ? new("good", "check-circle", "Guard", string.Create(CultureInfo.CurrentCulture, $"Beyond {guard.MaxCount:N0} people or {guard.MaxPercent} percent in {guard.WindowMinutes:N0} minutes, a person decides."))
                : new("wait", "alert", "Guard", "It is off: a mass removal goes through.", $"{root}/settings", "Settings"),
            new("quiet", "mappings", "Roles", "Groups can give Looker roles.", $"{root}/mappings", "Map groups"),
            new("quiet", "bolt", "Doctor", "It checks the whole way, from your identity provider to Looker.", $"{root}/doctor", "Run the checks"),
            new("quiet", "saml", "SAML", "People sign in as today.", $"{root}/saml", "SAML in Looker"),
        ];
    }
}
