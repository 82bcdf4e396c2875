using Scimify.Core.Errors;

namespace Scimify.Core.Requests;

/// <summary>A request that cannot be carried out. Console and REST API each show it in their own format.</summary>
/// <param name="message">For whoever asked.</param>
/// <param name="code">What went wrong, by the name that stays the same.</param>
public abstract class RequestException(string message, ErrorCode code, Exception? cause = null) : Exception(message, cause)
{
    public ErrorCode Code { get; } = code;
}

/// <summary>422 <c>ValidateError</c>: what is wrong, by field in the words of the interface (camelCase member names).</summary>
/// <param name="fields">Complete sentences, as <see cref="FieldSentence"/> creates them.</param>
/// <param name="code">Null if the fields say everything.</param>
public sealed class ValidationFailedException(IReadOnlyDictionary<string, string[]> fields, ErrorCode? code = null)
    : RequestException(string.Join(' ', fields.SelectMany(f => f.Value)), code ?? ErrorCodes.ValueInvalid)
{
    public IReadOnlyDictionary<string, string[]> Fields { get; } = fields;

    /// <param name="rule">What is expected, in the form of <see cref="FieldSentence.Of"/>.</param>
    public static ValidationFailedException Of(string field, string rule) =>
        new(new Dictionary<string, string[]> { [field] = [FieldSentence.Of(field, rule)] });

    /// <summary>What is wrong with one field, for a place that already shows the field; null for nothing.</summary>
    public string? Of(string field) => FieldSentence.WithoutField(field, Fields.GetValueOrDefault(field));
}

/// <summary>404, also for an object of another organization, so that nobody learns that it exists.</summary>
public sealed class NotFoundException(string message) : RequestException(message, ErrorCodes.NotFound);

/// <summary>403.</summary>
public sealed class ForbiddenException() : RequestException("You do not have permission", ErrorCodes.Forbidden);

/// <summary>400, with the sentence of the rule that was broken.</summary>
public sealed class RuleViolatedException(string message) : RequestException(message, ErrorCodes.RuleBroken);

/// <summary>412: the object is not the one that <c>If-Match</c> names.</summary>
public sealed class PreconditionFailedException() : RequestException("The object has changed since you read it. Read it again, and decide again.", ErrorCodes.VersionChanged);

/// <summary>409: the object has changed, or something else prevents the request.</summary>
public sealed class ConflictException(string message, object? data = null, ErrorCode? code = null) : RequestException(message, code ?? ErrorCodes.Conflict)
{
    /// <summary>Goes into <c>error.data</c>.</summary>
    public object? Details { get; } = data;
}

/// <summary>503: something that is needed cannot be reached now. The same request can succeed later.</summary>
public class UnavailableException(string message, object? data = null, TimeSpan? retryAfter = null, Exception? cause = null, ErrorCode? code = null)
    : RequestException(message, code ?? ErrorCodes.Unavailable, cause)
{
    /// <summary>How long to wait before trying again, counted from now; null if unknown.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Goes into <c>error.data</c>.</summary>
    public object? Details { get; } = data;
}
