using System.Globalization;
using System.Security.Cryptography;
using Scimify.Core.Errors;
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
            throw new ConflictException(failed is null ? UnreadableSecret.Message : $"{failed}. {UnreadableSecret.Message}", new { code = UnreadableSecret.Code }, ErrorCodes.SecretUnreadable);
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
            limited.RetryAfter,
            code: CodeOf(e)),
        LookerUnavailableException away => new UnavailableException($"{failed ?? NotAsked}: {e.Message}", new { code = "lookerUnavailable" }, away.RetryAfter, code: CodeOf(e)),
        LookerRejectedException { LookerMessage.Length: > 0 } rejected => Refusal(e, "lookerRefused", $"{failed ?? "Looker refused"}: {rejected.LookerMessage}"),
        _ => Refusal(e, "lookerRefused", failed is null ? e.Message : $"{failed}: {e.Message}"),
    };

    /// <summary>The error code of any failure of Looker.</summary>
    public static ErrorCode CodeOf(LookerException e) => e switch
    {
        LookerCredentialsRejectedException => ErrorCodes.LookerKeyRejected,
        LookerUnavailableException away => CodeOf(away.Failure),
        LookerRejectedException { Status: 403 } => ErrorCodes.LookerForbidden,
        LookerRejectedException { AlreadyExists: true } taken => taken.Operation.Path.StartsWith("/users", StringComparison.Ordinal) ? ErrorCodes.LookerAddressTaken : ErrorCodes.LookerNameTaken,
        LookerRejectedException => ErrorCodes.LookerValueRefused,
        LookerNotFoundException => ErrorCodes.LookerObjectMissing,
        _ => ErrorCodes.Unavailable,
    };

    private static ErrorCode CodeOf(LookerFailure failure) => failure switch
    {
        LookerFailure.RateLimited => ErrorCodes.LookerRateLimited,
        LookerFailure.TimedOut or LookerFailure.ConnectionLost => ErrorCodes.LookerNoAnswer,
        LookerFailure.ServerError => ErrorCodes.LookerFailed,
        LookerFailure.NotLooker => ErrorCodes.LookerAnswerUnreadable,
        _ => ErrorCodes.LookerUnreachable,
    };

    /// <summary>409, with Looker's status.</summary>
    public static ConflictException Refusal(LookerException e, string code, string message) => new(message, new { code, lookerStatus = e.Status }, CodeOf(e));

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

        return errors.ToException(CodeOf(e));
    }

    private static string Seconds(TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("N0", CultureInfo.InvariantCulture);
}
