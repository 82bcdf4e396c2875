using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Scimify.Core.Changes;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Persistence.Servers;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Database;

/// <summary>The database of this process: one writer, a pool of readers, and contexts for everything that is not hot.</summary>
public abstract class ScimifyDatabase : IDbContextFactory<ScimifyContext>, IAsyncDisposable
{
    private readonly SqlDialect _dialect;
    private readonly ReadPool _readers;
    private readonly Lazy<DatabaseWriter> _writer;
    private int _disposed;

    private protected ScimifyDatabase(SqlDialect dialect, int readers, int readersBesideOthers, AuditKey auditKey)
    {
        (_dialect, AuditKey) = (dialect, auditKey);
        _readers = new ReadPool(readers, readersBesideOthers, () => new ReadSession(OpenConnection(forWriting: false), dialect, Interrupt), DropIdle);
        _writer = new Lazy<DatabaseWriter>(() => new DatabaseWriter(
            () => new WriteSession(OpenConnection(forWriting: true), _dialect, NewContext) { Post = News, AuditKey = AuditKey, Clock = Clock }, Committed, DropIdle, FindLoss, (key, leaves) => Follower?.Invoke(key, leaves), DatabaseWriter.Slice));
    }

    /// <summary>Seals the entries of the audit log.</summary>
    internal AuditKey AuditKey { get; }

    /// <summary>What goes with the writes of an integration that leave something to be claimed.</summary>
    internal Func<int, Claimable, WriteItem?>? Follower { get; set; }

    /// <summary>Dates the access history. To be set before the first write.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What this process tells the other servers on the same database.</summary>
    public NewsPost News { get; } = new();

    /// <summary>Raised on the writer's thread after a commit, with what it changed. Must be quick and must not throw.</summary>
    public event Action<IReadOnlyList<Change>>? Changed;

    /// <summary>Why the last change could not be written; null if it could, or none was tried.</summary>
    public DatabaseUnavailableException? WriteFailure => _writer.IsValueCreated ? _writer.Value.Failure : null;

    /// <summary>True once this build's migrations are in the database.</summary>
    public bool IsMigrated { get; private set; }

    /// <summary>Runs the work in the writer's next batch, and answers after the commit.</summary>
    /// <remarks>Every write of the process goes through here, so that no two of them wait for each other's lock.</remarks>
    /// <exception cref="DatabaseUnavailableException">The database could not do it in time.</exception>
    /// <exception cref="Exception">What the work threw. Its own statements are undone, other items' are not.</exception>
    public Task<T> WriteAsync<T>(Func<WriteSession, T> work, CancellationToken ct) => _writer.Value.WriteAsync(null, work, ct);

    /// <inheritdoc cref="WriteAsync{T}(Func{WriteSession, T}, CancellationToken)"/>
    public Task WriteAsync(Action<WriteSession> work, CancellationToken ct) => _writer.Value.WriteAsync(null, WithoutResult(work), ct);

    /// <summary>
    /// For work that depends on several rows of a directory (a member, its user and its group). No other server writes to the
    /// same integration until the commit, so neither decides by what the other is about to change.
    /// </summary>
    public Task<T> WriteAsync<T>(int integrationKey, Func<WriteSession, T> work, CancellationToken ct) => _writer.Value.WriteAsync(integrationKey, work, ct);

    /// <inheritdoc cref="WriteAsync{T}(int, Func{WriteSession, T}, CancellationToken)"/>
    public Task WriteAsync(int integrationKey, Action<WriteSession> work, CancellationToken ct) =>
        _writer.Value.WriteAsync(integrationKey, WithoutResult(work), ct);

    /// <inheritdoc cref="WriteAsync{T}(int, Func{WriteSession, T}, CancellationToken)"/>
    /// <param name="integrationKey">The integration whose directory the work changes.</param>
    /// <param name="leaves">What can be claimed in the same transaction.</param>
    /// <param name="work">As above.</param>
    /// <param name="ct">As above.</param>
    internal Task<T> WriteAsync<T>(int integrationKey, Claimable leaves, Func<WriteSession, T> work, CancellationToken ct) =>
        _writer.Value.WriteAsync(new PromisedWrite<T>(integrationKey, work, ct) { Leaves = leaves }, ct);

    /// <summary>Repeats a write until it finds less than it may take at once, so that others come in between.</summary>
    /// <param name="most">How many rows one write takes.</param>
    /// <param name="work">Returns how many rows it took.</param>
    /// <returns>How many rows were taken.</returns>
    internal async Task<long> WriteInPartsAsync(int most, Func<WriteSession, int> work, CancellationToken ct)
    {
        long taken = 0;
        int part;
        do
        {
            part = await WriteAsync(work, ct);
            taken += part;
        }
        while (part == most);
        return taken;
    }

    /// <summary>Tries whether changes can be written again, by one that leaves nothing behind.</summary>
    /// <exception cref="DatabaseUnavailableException">They cannot.</exception>
    public Task TryWriteAsync(CancellationToken ct) => WriteAsync(
        session =>
        {
            const string Id = "tried";
            session.Execute("INSERT INTO servers (id, started_at, beat_at, silent_after) VALUES (@p0, 0, 0, 0)", Id);
            session.Execute("DELETE FROM servers WHERE id = @p0", Id);
        },
        ct);

    /// <summary>Runs a hot read on a pooled connection; it sees the last committed write.</summary>
    public ValueTask<T> ReadAsync<T>(Func<ReadSession, T> work, CancellationToken ct) =>
        _readers.ReadAsync(ReadPool.NoIntegration, Timeout.InfiniteTimeSpan, work, ct);

    /// <summary>Waits in the integration's own queue, so that its reads delay nobody else's.</summary>
    public ValueTask<T> ReadAsync<T>(int integrationKey, Func<ReadSession, T> work, CancellationToken ct) =>
        _readers.ReadAsync(integrationKey, Timeout.InfiniteTimeSpan, work, ct);

    /// <inheritdoc cref="ReadAsync{T}(int, Func{ReadSession, T}, CancellationToken)"/>
    /// <param name="integrationKey">The integration that asks.</param>
    /// <param name="limit">The longest time for what a client asked for.</param>
    /// <param name="work">Is interrupted when the time is used up or the client has gone.</param>
    /// <param name="ct">Of the request.</param>
    /// <exception cref="TooMuchWorkException">The time is used up.</exception>
    public ValueTask<T> ReadAsync<T>(int integrationKey, TimeSpan limit, Func<ReadSession, T> work, CancellationToken ct) =>
        _readers.ReadAsync(integrationKey, limit, work, ct);

    /// <summary>For pages and lists: read-only, without tracking.</summary>
    public ScimifyContext CreateDbContext()
    {
        var context = NewContext();
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return context;
    }

    /// <summary>Brings the schema up to this build.</summary>
    /// <exception cref="DatabaseNotUsableException">The schema is newer than this build or from before 0.1.0, or the database cannot be opened.</exception>
    public async Task MigrateAsync(CancellationToken ct)
    {
        try
        {
            await using var exclusive = await LockForMigrationAsync(ct);
            await using var context = NewContext();
            RequireKnown([.. context.Database.GetMigrations()], [.. await context.Database.GetAppliedMigrationsAsync(ct)]);

            if ((await context.Database.GetPendingMigrationsAsync(ct)).Any())
            {
                await PrepareMigrationAsync(context, ct);
                await context.Database.MigrateAsync(ct);
            }
        }
        catch (DbException e)
        {
            throw new DatabaseNotUsableException($"{Description} cannot be used: {e.Message}", e);
        }

        WatchFrom();
        IsMigrated = true;
    }

    /// <summary>Whether what is written now would be lost, because somebody has deleted or replaced the database; null if all is well.</summary>
    public virtual DatabaseUnavailableException? FindLoss() => null;

    /// <summary>Can be called twice: a container that registers it under two names disposes it twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        if (_writer.IsValueCreated)
        {
            await _writer.Value.DisposeAsync();
        }

        _readers.Dispose();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The name of a migration starts with its time. The first one creates the schema of 0.1.0.</summary>
    private void RequireKnown(List<string> known, List<string> applied)
    {
        var unknown = applied.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        throw new DatabaseNotUsableException(
            string.CompareOrdinal(unknown[0], known[0]) < 0
                ? $"{Description} was made by a Scimify from before version 0.1.0 and cannot be brought up to date: " +
                  "start with an empty database, and let the identity provider send everything again."
                : $"The database was last used by a newer Scimify (it has the migration {unknown[^1]}, which this build does not know). " +
                  "Start that version, or restore a backup made with this one.");
    }

    private static Func<WriteSession, bool> WithoutResult(Action<WriteSession> work) => session =>
    {
        work(session);
        return true;
    };

    private void Committed(WriteSession session)
    {
        AfterCommit(session);
        if (session.TakeChanges() is { Count: > 0 } changes)
        {
            News.Keep(changes);
            Changed?.Invoke(changes);
        }
    }

    /// <summary>Names the database and its place, for messages. Contains no password.</summary>
    protected abstract string Description { get; }

    private protected abstract DbConnection OpenConnection(bool forWriting);

    /// <summary>Ends a statement that runs on another thread.</summary>
    private protected abstract void Interrupt(DbConnection connection, DbCommand running);

    /// <summary>With a connection of its own.</summary>
    private protected abstract ScimifyContext NewContext();

    /// <param name="interceptor">Sees what the context does.</param>
    private protected abstract ScimifyContext NewContext(DbConnection connection, IInterceptor interceptor);

    private protected abstract void AfterCommit(WriteSession session);

    /// <summary>The database is the right one now. From here on, <see cref="FindLoss"/> notices another one in its place.</summary>
    private protected virtual void WatchFrom()
    {
    }

    /// <summary>Closes connections that lie idle outside the pool of readers.</summary>
    private protected virtual void DropIdle()
    {
    }

    /// <summary>Keeps two processes from migrating at the same time. The lock ends with its process.</summary>
    private protected abstract ValueTask<IAsyncDisposable> LockForMigrationAsync(CancellationToken ct);

    private protected abstract Task PrepareMigrationAsync(ScimifyContext context, CancellationToken ct);

    private protected abstract ValueTask CloseAsync();
}

/// <summary>The start cannot continue. The message is for the operator.</summary>
public sealed class DatabaseNotUsableException(string message, Exception? inner = null) : Exception(message, inner);
