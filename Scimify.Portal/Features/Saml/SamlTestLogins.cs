using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Saml;

/// <summary>Where people sign in with a test configuration. Looker's documentation does not say, so it is known only for the emulated Looker, or from a setting.</summary>
public sealed class SamlTestLogins(ScimifySettings settings, SandboxOffer sandbox)
{
    /// <returns>Null if it is unknown.</returns>
    public string? UrlOf(string baseUrl, string slug) =>
        sandbox.Is(baseUrl) ? sandbox.Url!.GetLeftPart(UriPartial.Authority) + sandbox.TestLoginPath(slug)
        : settings.Looker.SamlTestLoginPath is { } path ? LookerLinks.Home(baseUrl) + path.Replace(LookerSettings.Slug, Uri.EscapeDataString(slug), StringComparison.Ordinal)
        : null;
}
