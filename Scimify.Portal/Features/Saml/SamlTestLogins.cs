using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Saml;

/// <summary>Where people sign in with a test configuration. Looker's documents do not say: known of the emulated Looker, else where a setting tells.</summary>
public sealed class SamlTestLogins(ScimifySettings settings, SandboxOffer sandbox)
{
    /// <returns>Null: not known.</returns>
    public string? UrlOf(string baseUrl, string slug) =>
        sandbox.Is(baseUrl) ? sandbox.Url!.GetLeftPart(UriPartial.Authority) + sandbox.TestLoginPath(slug)
        : settings.Looker.SamlTestLoginPath is { } path ? LookerLinks.Home(baseUrl) + path.Replace(LookerSettings.Slug, Uri.EscapeDataString(slug), StringComparison.Ordinal)
        : null;
}
