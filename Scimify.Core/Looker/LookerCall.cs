namespace Scimify.Core.Looker;

/// <summary>One HTTP request to Looker, including logins and retries. It holds no body, no query and no secret.</summary>
/// <param name="PathTemplate">Such as <c>/users/{user_id}</c>.</param>
/// <param name="LookerIds">The Looker IDs in the path by parameter name. E-mail addresses in a path are left out.</param>
/// <param name="Status">Null if no answer came.</param>
/// <param name="Attempt">1 the first time a call is sent, 2 and more for retries.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Failure">Set if no readable answer of Looker came.</param>
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

    /// <summary>A write without a good answer. It may have taken effect, or may still do so.</summary>
    public bool MayHaveHappened { get; init; }
}

/// <summary>Called after every request to Looker, on the thread that made it. Must be quick and must not throw.</summary>
public interface ILookerCallObserver
{
    void OnCall(LookerCall call);
}
