using Scimify.Core.Audit;

namespace Scimify.Core.Streams;

/// <summary>Streams, and how far they are. Implemented in <c>Persistence</c>.</summary>
public interface ILogStreamStore
{
    Task<LogStream?> FindAsync(int organizationKey, Guid id, CancellationToken ct);

    /// <param name="stream">A webhook.</param>
    /// <param name="most">How many webhooks an organization may have.</param>
    /// <param name="fromNow">Whether it leaves out what the logs have already.</param>
    /// <param name="audit">The entry.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False if the organization has as many as it may.</returns>
    Task<bool> AddAsync(LogStream stream, int most, bool fromNow, AuditEntry audit, CancellationToken ct);

    /// <summary>Changes a webhook.</summary>
    /// <returns>Null if there is no such webhook.</returns>
    Task<LogStream?> ChangeAsync(int organizationKey, Guid id, Func<LogStream, AuditEntry> change, CancellationToken ct);

    /// <summary>Deletes a webhook.</summary>
    /// <returns>False if there is no such webhook.</returns>
    Task<bool> DeleteAsync(int organizationKey, Guid id, Func<LogStream, AuditEntry> audit, CancellationToken ct);

    /// <summary>Sees to it that each organization has a stream to this target, from the beginning of its logs.</summary>
    Task EnsureAsync(LogStreamTarget target, LogStreamFormat format, CancellationToken ct);

    /// <summary>The streams to these targets to which nobody sends, and whose pause is over.</summary>
    Task<IReadOnlyList<LogStream>> DueAsync(IReadOnlyCollection<LogStreamTarget> targets, CancellationToken ct);

    /// <summary>Whether any source has something that was not sent.</summary>
    Task<bool> HasMoreAsync(LogStream stream, CancellationToken ct);

    Task<IReadOnlyList<StreamSource>> SourcesAsync(LogStream stream, CancellationToken ct);

    /// <summary>What comes next from the source, in the order in which it was committed.</summary>
    /// <returns>Null if there is nothing.</returns>
    Task<LogStreamBatch?> ReadAsync(LogStream stream, StreamSource source, CancellationToken ct);

    /// <summary>How much was not sent. Entries that have changed since they were sent do not count.</summary>
    /// <param name="stream">Which stream.</param>
    /// <param name="most">Counting ends here.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<LogStreamBehind> BehindAsync(LogStream stream, int most, CancellationToken ct);

    /// <summary>Nobody else sends this stream until the given time.</summary>
    /// <returns>False if somebody else does.</returns>
    Task<bool> ClaimAsync(LogStream stream, DateTimeOffset until, CancellationToken ct);

    /// <summary>The batch is taken: moves the stream on, and the claim with it.</summary>
    /// <returns>False if the claim was lost, or the stream was deleted. Then nothing is changed.</returns>
    Task<bool> AdvanceAsync(LogStream stream, LogStreamBatch batch, DateTimeOffset until, CancellationToken ct);

    /// <summary>The batch was not taken. The stream stays where it is, and pauses.</summary>
    Task FailAsync(LogStream stream, string problem, DateTimeOffset again, CancellationToken ct);

    /// <summary>Ends the claim.</summary>
    Task ReleaseAsync(LogStream stream, CancellationToken ct);
}

/// <param name="Entries">How many entries were not sent.</param>
/// <param name="Oldest">When the oldest of them was written; null if there is none.</param>
public readonly record struct LogStreamBehind(int Entries, DateTimeOffset? Oldest);
