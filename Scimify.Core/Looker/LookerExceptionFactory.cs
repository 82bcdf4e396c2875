using System.Security.Authentication;

namespace Scimify.Core.Looker;

/// <summary>Creates the exception of a failed call. Its class says what the caller must do.</summary>
internal static class LookerExceptionFactory
{
    /// <summary>No complete answer came.</summary>
    /// <param name="waited">The time limit, if it was over; null if something else happened first.</param>
    public static LookerUnavailableException NoAnswer(LookerOperation operation, int? status, Exception cause, TimeSpan? waited, LookerConnection connection)
    {
        var host = connection.BaseUrl.Authority;
        if (Find<AddressRefusedException>(cause) is { } refused)
        {
            return new(operation, LookerFailure.AddressRefused, null, refused.Message, mayHaveHappened: false, cause: cause);
        }

        if (waited is { } limit)
        {
            return new(operation, LookerFailure.TimedOut, status,
                $"Looker at {host} did not answer {operation.Name} within {limit.TotalSeconds:0} s.", operation.Writes, cause: cause);
        }

        if (Find<AuthenticationException>(cause) is not null || cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
        {
            return new(operation, LookerFailure.TlsFailed, null, $"No secure connection to {host}: its certificate is not valid for this name or not trusted.",
                mayHaveHappened: false, cause: cause);
        }

        return cause switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                new(operation, LookerFailure.NameNotFound, null, $"The host name {connection.BaseUrl.Host} was not found.", mayHaveHappened: false, cause: cause),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } =>
                new(operation, LookerFailure.Unreachable, null, $"No connection to {host}: nothing answers there.", mayHaveHappened: false, cause: cause),

            // Not the caller's cancellation, nor the call's time limit: the connection was not established in time.
            OperationCanceledException =>
                new(operation, LookerFailure.Unreachable, null, $"No connection to {host} within {LookerHttp.ConnectTimeout.TotalSeconds:0} s.", mayHaveHappened: false, cause: cause),
            _ => new(operation, LookerFailure.ConnectionLost, status, $"The connection to {host} broke before the answer to {operation.Name} was complete.",
                operation.Writes, cause: cause),
        };
    }

    /// <summary>A successful answer that cannot be read.</summary>
    public static LookerUnavailableException Unreadable(LookerOperation operation, int status, Exception cause) =>
        new(operation, LookerFailure.NotLooker, status,
            $"The answer to {operation.Name} does not come from Looker ({(cause is LookerShapeException ? cause.Message : "it is not JSON")}).", operation.Writes);

    /// <summary>An unsuccessful answer. The caller handles 401.</summary>
    public static LookerException Answer(LookerOperation operation, int status, LookerErrorBody body, TimeSpan? retryAfter)
    {
        var words = body.Text.Length > 0 ? $": {body.Text}" : ".";
        return status switch
        {
            429 => new LookerUnavailableException(operation, LookerFailure.RateLimited, 429, $"Looker is limiting calls for now ({operation.Name} answered 429).",
                mayHaveHappened: false, retryAfter),
            >= 500 or 408 => new LookerUnavailableException(operation, LookerFailure.ServerError, status,
                $"Looker, or a proxy in front of it, failed ({operation.Name} answered {status}).", operation.Writes, retryAfter),
            < 300 => new LookerUnavailableException(operation, LookerFailure.NotLooker, status,
                $"Looker never answers {operation.Name} with {status}.", operation.Writes, retryAfter),
            < 400 => new LookerUnavailableException(operation, LookerFailure.NotLooker, status,
                $"{operation.Name} answered {status}, a redirect, which Scimify does not follow. Enter the address of Looker's API itself.", mayHaveHappened: false, retryAfter),
            _ when !body.IsLookers => new LookerUnavailableException(operation, LookerFailure.NotLooker, status,
                $"{operation.Name} answered {status} with a text that does not come from Looker. A proxy or another server answers at this address.", mayHaveHappened: false, retryAfter),
            404 => new LookerNotFoundException(operation, $"Looker does not know the object of {operation.Name} (404){words}"),
            _ => new LookerRejectedException(operation, status, $"Looker refused {operation.Name} ({status}){words}", body.Text, body.Errors),
        };
    }

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
