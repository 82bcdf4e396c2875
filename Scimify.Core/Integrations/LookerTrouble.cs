using System.Globalization;
using System.Security.Cryptography;
using Scimify.Core.Looker;
using Scimify.Core.Requests;

namespace Scimify.Core.Integrations;

/// <summary>Turns Looker's failures into answers of the console and the REST API. The only place that does.</summary>
/// <remarks>
/// An outage is <see cref="UnavailableException"/> (503), with the time to wait if Looker gave one. A rejected credential
/// is <see cref="ConflictException"/> (409): a person has to deal with it. A refusal of a value is <see cref="ValidationFailedException"/>
/// (422), keyed by Looker's member name. Any other refusal is 409, with Looker's words. <c>data.code</c> names the case.
/// </remarks>
public static class LookerTrouble
{
    private const string NotAsked = "Looker could not be asked";

    /// <summary>Runs a function that calls Looker.</summary>
    /// <param name="failed">What could not be done, as the start of a sentence; null if Looker could not be reached.</param>
    /// <param name="special">An answer for a failure that means something else here; null for none.</param>
    public static async Task<T> ExplainAsync<T>(Func<Task<T>> ask, string? failed = null, Func<LookerException, RequestException?>? special = null)
    {
        try
        {
            return await ask();
        }
        catch (LookerException e)
        {
            throw special?.Invoke(e) ?? Explain(e, failed);
        }
        catch (CryptographicException)
        {
            throw new ConflictException(failed is null ? UnreadableSecret.Message : $"{failed}. {UnreadableSecret.Message}", new { code = UnreadableSecret.Code });
        }
    }

    /// <param name="failed">As for <see cref="ExplainAsync"/>.</param>
    public static RequestException Explain(LookerException e, string? failed = null) => e switch
    {
        LookerRejectedException { Status: 422 } invalid => Invalid(invalid),
        LookerCredentialsRejectedException => Refusal(
            e, "credentialsRejected", $"{(failed is null ? "" : $"{failed}. ")}Looker does not accept the API credential of this integration. Enter a new one in the integration's settings."),
        LookerUnavailableException { Failure: LookerFailure.RateLimited } limited => new UnavailableException(
            $"{(failed is null ? "" : $"{failed}. ")}Looker has reached its rate limit (429).{(limited.RetryAfter is { } wait ? $" Try again in {Seconds(wait)} seconds." : "")}",
            new { code = "lookerRateLimited" },
            limited.RetryAfter),
        LookerUnavailableException away => new UnavailableException($"{failed ?? NotAsked}: {e.Message}", new { code = "lookerUnavailable" }, away.RetryAfter),
        LookerRejectedException { LookerMessage.Length: > 0 } rejected => Refusal(e, "lookerRefused", $"{failed ?? "Looker refused"}: {rejected.LookerMessage}"),
        _ => Refusal(e, "lookerRefused", failed is null ? e.Message : $"{failed}: {e.Message}"),
    };

    /// <summary>409, with Looker's status.</summary>
    public static ConflictException Refusal(LookerException e, string code, string message) => new(message, new { code, lookerStatus = e.Status });

    private static ValidationFailedException Invalid(LookerRejectedException e)
    {
        var errors = new FieldErrors();
        foreach (var error in e.Errors)
        {
            errors.Add(error.Field.Length > 0 ? error.Field : "changes", $"was refused by Looker: {error.Message}");
        }

        if (errors.IsEmpty)
        {
            errors.Add("changes", $"was refused by Looker: {(e.LookerMessage.Length > 0 ? e.LookerMessage : e.Message)}");
        }

        return errors.ToException();
    }

    private static string Seconds(TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("N0", CultureInfo.InvariantCulture);
}
