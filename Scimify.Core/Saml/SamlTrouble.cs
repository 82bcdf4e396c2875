using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>What two of Looker's refusals mean for its SAML configuration. The others mean what they always mean.</summary>
internal static class SamlTrouble
{
    /// <inheritdoc cref="LookerTrouble.ExplainAsync"/>
    public static Task<T> ExplainAsync<T>(Func<Task<T>> ask) => LookerTrouble.ExplainAsync(ask, special: Special);

    public static RequestException Explain(LookerException e) => Special(e) ?? LookerTrouble.Explain(e);

    private static ConflictException? Special(LookerException e) => e switch
    {
        LookerRejectedException { Status: 403 } => LookerTrouble.Refusal(e, "lookerForbidden",
            "Looker denies Scimify access to its SAML configuration (403). The user of the API key needs the Admin role. Looker (Google Cloud core) has no SAML configuration in its API."),
        LookerNotFoundException => LookerTrouble.Refusal(e, "lookerNotFound",
            "Looker says that there is no SAML configuration (404). It says so to an API key without the Admin role, and if the licence does not include SAML."),
        _ => null,
    };
}
