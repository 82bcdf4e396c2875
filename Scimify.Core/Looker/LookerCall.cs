namespace Scimify.Core.Looker;

/// <summary>One HTTP request to Looker, logins and retries included. It holds no body, no query and no secret.</summary>
/// <param name="PathTemplate">Such as <c>/users/{user_id}</c>.</param>
/// <param name="LookerIds">The Looker ids in the path by parameter name; an e-mail address in a path is left out.</param>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Attempt">1 for the first sending of a call, 2 and more for its repetitions.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Failure">Set when the request did not come to a readable answer of Looker.</param>
public sealed record LookerCall(
    Guid IntegrationId,
    string Operation,
    string Method,
    string PathTemplate,
    IReadOnlyDictionary<string, string> LookerIds,
    int? Status,
    TimeSpan Duration,
    int Attempt,
    DateTimeOffset At,
    LookerFailure? Failure)
{
    /// <summary>Whether the operation can change anything in Looker.</summary>
    public required bool Writes { get; init; }

    /// <summary>A write without a good answer: it may have taken effect, or still do so.</summary>
    public bool MayHaveHappened { get; init; }
}

/// <summary>Told of every request to Looker after it ended, on the thread that made it: must be quick and must not throw.</summary>
public interface ILookerCallObserver
{
    void OnCall(LookerCall call);
}
