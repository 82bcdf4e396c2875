namespace Scimify.Core.Looker;

/// <summary>A call to Looker that did not succeed; the subclass says what the caller must do.
/// Messages carry Looker's own words where it gave some, never HTML, never a secret.</summary>
public abstract class LookerException : Exception
{
    private protected LookerException(LookerOperation operation, int? status, string message, Exception? cause = null)
        : base(message, cause)
    {
        Operation = operation;
        Status = status;
    }

    public LookerOperation Operation { get; }

    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? Status { get; }

    /// <summary>True when a write may have taken effect although no good answer came: what Looker holds now
    /// is unknown. A creation must then be searched for, never sent again blindly. Always false for reads.</summary>
    public bool MayHaveHappened { get; internal set; }
}

/// <summary>Why Looker could not be asked, or its answer not be read.</summary>
public enum LookerFailure
{
    /// <summary>No connection: refused, no route, or not set up in time.</summary>
    Unreachable,
    NameNotFound,
    TlsFailed,

    /// <summary>The host resolves to an address that the settings forbid.</summary>
    AddressRefused,
    TimedOut,

    /// <summary>The connection broke before the whole answer came.</summary>
    ConnectionLost,
    RateLimited,
    ServerError,

    /// <summary>An answer came that Looker does not give: HTML, a redirect, broken or cut JSON.</summary>
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

    /// <summary>How long Looker asked to be left alone, counted from now.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>404: the object of the call does not exist, or the API user may not see it.</summary>
public sealed class LookerNotFoundException : LookerException
{
    internal LookerNotFoundException(LookerOperation operation, string message)
        : base(operation, 404, message)
    {
    }
}

/// <summary>One entry of the <c>errors</c> of a Looker answer.</summary>
/// <param name="Field">Looker's own snake_case name of the member, or empty.</param>
/// <param name="Code">Such as <c>missing_field</c>, <c>invalid</c>, <c>already_exists</c>, or empty.</param>
public sealed record LookerFieldError(string Field, string Code, string Message);

/// <summary>Looker refused for good (400, 403, 405, 409, 422 ...): the same call will fail again.</summary>
public sealed class LookerRejectedException : LookerException
{
    internal LookerRejectedException(LookerOperation operation, int status, string message, string lookerMessage, IReadOnlyList<LookerFieldError> errors)
        : base(operation, status, message)
    {
        LookerMessage = lookerMessage;
        Errors = errors;
    }

    /// <summary>Looker's words alone, the field messages included; empty when it said nothing.</summary>
    public string LookerMessage { get; }

    public IReadOnlyList<LookerFieldError> Errors { get; }

    /// <summary>Something of this name or address is there already: 409, or a field error that says so.</summary>
    public bool AlreadyExists => Status == 409 || Errors.Any(e => e.Code == "already_exists" || SaysTaken(e.Message)) || SaysTaken(LookerMessage);

    private static bool SaysTaken(string text) =>
        text.Contains("already exists", StringComparison.OrdinalIgnoreCase)
        || text.Contains("already in use", StringComparison.OrdinalIgnoreCase)
        || text.Contains("already been taken", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The API credential is not accepted: 404 or 401 on login, or 401 again right after a new login.</summary>
public sealed class LookerCredentialsRejectedException : LookerException
{
    internal LookerCredentialsRejectedException(LookerOperation operation, int status, string message)
        : base(operation, status, message)
    {
    }
}
