using System.Security.Cryptography;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>Looker's refusals in words that say what to do.</summary>
internal static class SamlTrouble
{
    /// <summary>Runs what asks Looker.</summary>
    /// <exception cref="ValidationFailedException">422, by Looker's member name.</exception>
    /// <exception cref="ConflictException">Looker refuses for a reason that a person has to see to; <c>data.code</c> names it.</exception>
    /// <exception cref="UnavailableException">It can succeed later.</exception>
    public static async Task<T> ExplainAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (LookerException e)
        {
            throw Explain(e);
        }
        catch (CryptographicException)
        {
            throw new ConflictException(UnreadableSecret.Message, new { code = UnreadableSecret.Code });
        }
    }

    public static RequestException Explain(LookerException e) => e switch
    {
        LookerRejectedException { Status: 422 } invalid => Invalid(invalid),
        LookerRejectedException { Status: 403 } => Refused(e, "lookerForbidden",
            "Looker does not let Scimify at its SAML configuration (403). The user of the API key needs the Admin role; Looker (Google Cloud core) has no SAML configuration in its API at all."),
        LookerNotFoundException => Refused(e, "lookerNotFound",
            "Looker says that there is no SAML configuration (404). It hides it from an API key without the Admin role, and where SAML is not part of the licence."),
        LookerCredentialsRejectedException => Refused(e, "credentialsRejected", "Looker does not accept the API credential of this integration. Enter a new one in the integration's settings."),
        LookerUnavailableException { Failure: LookerFailure.RateLimited } limited => new UnavailableException(
            $"Looker answers no more calls for now (429).{(limited.RetryAfter is { } wait ? $" Try again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):N0} seconds." : "")}",
            new { code = "lookerRateLimited" }),
        LookerUnavailableException => new UnavailableException($"Looker could not be asked: {e.Message}", new { code = "lookerUnavailable" }),
        LookerRejectedException rejected => Refused(e, "lookerRefused", $"Looker refused: {(rejected.LookerMessage.Length > 0 ? rejected.LookerMessage : e.Message)}"),
        _ => Refused(e, "lookerRefused", e.Message),
    };

    private static ConflictException Refused(LookerException e, string code, string message) => new(message, new { code, lookerStatus = e.Status });

    private static ValidationFailedException Invalid(LookerRejectedException e) => new(e.Errors
        .GroupBy(error => error.Field.Length > 0 ? error.Field : "changes")
        .DefaultIfEmpty()
        .ToDictionary(g => g?.Key ?? "changes", g => g is null ? new[] { e.LookerMessage.Length > 0 ? e.LookerMessage : e.Message } : [.. g.Select(error => error.Message)]));
}
