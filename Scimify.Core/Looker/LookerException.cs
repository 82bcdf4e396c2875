namespace Scimify.Core.Looker;

/// <summary>A call to Looker that failed. The subclass says what the caller must do.
/// Messages quote Looker's own words if there are any, but never HTML and never a secret.</summary>
public abstract class LookerException : Exception
{
    private protected LookerException(LookerOperation operation, int? status, string message, Exception? cause = null)
        : base(message, cause)
    {
        Operation = operation;
        Status = status;
    }

    public LookerOperation Operation { get; }

    /// <summary>The HTTP status; null if no answer came.</summary>
    public int? Status { get; }

    /// <summary>True if a write may have taken effect although no good answer came: what Looker has now is unknown.
    /// Then search for the result of a creation, and never just send it again. Always false for reads.</summary>
    public bool MayHaveHappened { get; internal set; }
}

/// <summary>Why Looker could not be reached, or its answer not be read.</summary>
public enum LookerFailure
{
    /// <summary>No connection: refused, no route, or not established in time.</summary>
    Unreachable,
    NameNotFound,
    TlsFailed,

    /// <summary>The host resolves to an address that the settings forbid.</summary>
    AddressRefused,
    TimedOut,

    /// <summary>The connection broke before the answer was complete.</summary>
    ConnectionLost,
    RateLimited,
    ServerError,

    /// <summary>The answer does not come from Looker: HTML, a redirect, broken or truncated JSON.</summary>
    NotLooker,
}

/// <summary>Transient: the same call can succeed later.</summary>
public sealed class LookerUnavailableException : LookerException
{
    internal LookerUnavailableException(LookerOperation operation, LookerFailure failure, int? status, string message,
        bool mayHaveHappened, TimeSpan? retryAfter = null, Exception? cause = null)
        : base(operation, status, message, cause)
    {
        Failure = failure;
        MayHaveHappened = mayHaveHappened;
        RetryAfter = retryAfter;
    }

    public LookerFailure Failure { get; }

    /// <summary>How long Looker asked us to wait, counted from now.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>The call was not sent, because the right to make it has ended: another server may be at work by now.</summary>
public sealed class LookerNotSentException : LookerException
{
    internal LookerNotSentException(LookerOperation operation)
        : base(operation, null, $"{operation.Name} was not sent, because this server may no longer work on it.")
    {
    }
}

/// <summary>404: the object does not exist, or the API user may not see it.</summary>
public sealed class LookerNotFoundException : LookerException
{
    internal LookerNotFoundException(LookerOperation operation, string message)
        : base(operation, 404, message)
    {
    }
}

/// <summary>One entry of the <c>errors</c> in an answer of Looker.</summary>
/// <param name="Field">Looker's own snake_case name of the member, or empty.</param>
/// <param name="Code">Such as <c>missing_field</c>, <c>invalid</c>, <c>already_exists</c>, or empty.</param>
public sealed record LookerFieldError(string Field, string Code, string Message);

/// <summary>Looker refused for good (400, 403, 405, 409, 422 ...). The same call will fail again.</summary>
public sealed class LookerRejectedException : LookerException
{
    internal LookerRejectedException(LookerOperation operation, int status, string message, string lookerMessage, IReadOnlyList<LookerFieldError> errors)
        : base(operation, status, message)
    {
        LookerMessage = lookerMessage;
        Errors = errors;
    }

    /// <summary>Looker's own words, including the field messages; empty if there are none.</summary>
    public string LookerMessage { get; }

    public IReadOnlyList<LookerFieldError> Errors { get; }

    /// <summary>The name or address is taken: 409, or a field error that says so.</summary>
    public bool AlreadyExists => Status == 409 || Errors.Any(e => e.Code == "already_exists" || SaysTaken(e.Message)) || SaysTaken(LookerMessage);

    private static bool SaysTaken(string text) =>
        text.Contains("already exists", StringComparison.OrdinalIgnoreCase)
        || text.Contains("already in use", StringComparison.OrdinalIgnoreCase)
        || text.Contains("already been taken", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Looker does not accept the API credential: 404 or 401 on login, or 401 again right after a new login.</summary>
public sealed class LookerCredentialsRejectedException : LookerException
{
    internal LookerCredentialsRejectedException(LookerOperation operation, int status, string message)
        : base(operation, status, message)
    {
    }
}
