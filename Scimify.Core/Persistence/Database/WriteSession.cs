using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Scimify.Core.Audit;
using Scimify.Core.Changes;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Persistence.Servers;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Persistence.Database;

/// <summary>The writer's connection in the transaction of the batch. Used on the writer's thread only.</summary>
public sealed class WriteSession(DbConnection connection, SqlDialect dialect, Func<DbConnection, IInterceptor, ScimifyContext> contexts)
    : DbSession(connection, dialect)
{
    private readonly Dictionary<(int IntegrationKey, int Month), long> _calls = [];
    private readonly Dictionary<(int IntegrationKey, int Month), long> _callsOfItem = [];
    private readonly List<ServerNews> _news = [];
    private readonly List<ServerNews> _newsOfItem = [];
    private readonly WrittenChanges _changes = new();
    private Pipeline? _pipeline;
    private ScimifyContext? _context;
    private int? _integrationKey;

    /// <summary>A tracking context on the writer's connection. It is saved when the work returns, or earlier if its keys are needed.</summary>
    public ScimifyContext Context => _context ??= NewContext();

    private protected override Pipeline? Pipeline => Connection is NpgsqlConnection server ? _pipeline ??= new(server, Dialect.StatementSeconds!.Value, Wrote) : null;

    /// <summary>Seals the entries of the audit log.</summary>
    public required AuditKey AuditKey { get; init; }

    /// <summary>The time of what is written.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>What the items change about access.</summary>
    internal AccessHistory Access { get; } = new();

    /// <summary>How the other servers hear; null for nobody to tell.</summary>
    internal NewsPost? Post { get; init; }

    /// <summary>Tells the other servers, if the item succeeds and with the commit.</summary>
    public void Announce(ServerNews news)
    {
        if (Post is { HasListeners: true })
        {
            _newsOfItem.Add(news);
        }
    }

    /// <summary>Says whose the item's changes are, if neither what it saves nor its integration does.</summary>
    public void Concern(int organizationKey) => _changes.Concern(organizationKey);

    /// <inheritdoc cref="Concern"/>
    public void ConcernIntegration(int integrationKey) => _changes.ConcernIntegration(integrationKey);

    /// <summary>Appends the entry to its organization's chain, which stays locked until the commit.</summary>
    public void AppendAudit(AuditEntry entry)
    {
        AuditChainStatements.Link(this, entry);
        Context.AuditLog.Add(entry);
        Context.SaveChanges();
    }

    /// <summary>Adds calls to Looker to their month's count, with one statement for the whole batch.</summary>
    internal void CountCalls(int integrationKey, int month, long calls)
    {
        _changes.Note(ChangeTopics.Budget);
        _changes.ConcernIntegration(integrationKey);
        _callsOfItem[(integrationKey, month)] = _callsOfItem.GetValueOrDefault((integrationKey, month)) + calls;
    }

    /// <summary>Begins a transaction. Waits until no other server writes to these integrations' directories, and locks them until the commit.</summary>
    /// <returns>Whether others may have been waited for.</returns>
    internal bool BeginBatch(IEnumerable<int> integrationKeys)
    {
        _calls.Clear();
        _news.Clear();
        Access.BeginBatch();
        _changes.BeginBatch();
        if (Dialect.BeginInOrder is { } statement && integrationKeys.Distinct().Order().ToList() is { Count: > 0 } keys)
        {
            Execute(statement, JsonSerializer.Serialize(keys));
            return true;
        }

        Execute(Dialect.BeginWrite);
        return false;
    }

    /// <summary>
    /// The last statements of the batch. At least one is sent to a server, so that a connection that broke meanwhile is noticed
    /// before the COMMIT, when the batch was certainly not carried out.
    /// </summary>
    internal void WriteLast()
    {
        Access.Write(this, Clock.GetUtcNow());
        WriteCalls();
        if (Dialect.Notify is { } notify && _news.Count > 0)
        {
            foreach (var payload in Post!.Payloads(_news))
            {
                Run(notify, payload);
            }
        }

        if (Pipeline is { IsEmpty: false } pipeline)
        {
            pipeline.Flush();
        }
        else if (Dialect.Probe is { } probe)
        {
            Execute(probe);
        }
    }

    internal void Commit() => Execute("COMMIT");

    /// <summary>In an order that is the same on every server.</summary>
    private void WriteCalls()
    {
        foreach (var ((integrationKey, month), calls) in _calls.OrderBy(count => count.Key))
        {
            Run(
                """
                INSERT INTO looker_call_counts (integration_key, month, calls) VALUES (@p0, @p1, @p2)
                ON CONFLICT (integration_key, month) DO UPDATE SET calls = looker_call_counts.calls + excluded.calls
                """,
                integrationKey,
                month,
                calls);
        }
    }

    /// <summary>From here on, <see cref="ReturnToMark"/> undoes.</summary>
    /// <param name="isFirst">Nothing is marked yet.</param>
    internal void Mark(bool isFirst)
    {
        if (!isFirst)
        {
            Run("RELEASE SAVEPOINT item");
        }

        Run("SAVEPOINT item");
        Pipeline?.Mark();
    }

    /// <summary>Undoes what came after the mark, which stays.</summary>
    internal void ReturnToMark()
    {
        if (Pipeline?.ReturnToMark() != true)
        {
            Execute("ROLLBACK TO SAVEPOINT item");
        }
    }

    /// <summary>Undoes the batch.</summary>
    internal void Rollback()
    {
        Pipeline?.Clear();
        Execute("ROLLBACK");
    }

    internal void BeginItem(int? integrationKey)
    {
        _integrationKey = integrationKey;
        _callsOfItem.Clear();
        _newsOfItem.Clear();
        Access.BeginItem();
        _changes.BeginItem(integrationKey);
    }

    /// <exception cref="InvalidOperationException">The item did not name its integration, so another server may be writing to the same directory.</exception>
    internal void RequireIntegration()
    {
        if (_integrationKey is null)
        {
            throw new InvalidOperationException("A write to a directory has to name its integration.");
        }
    }

    /// <summary>Saves what the item tracked and did not save itself.</summary>
    internal void SaveItem()
    {
        _context?.SaveChanges();
        Pipeline?.Flush();
        foreach (var (count, calls) in _callsOfItem)
        {
            _calls[count] = _calls.GetValueOrDefault(count) + calls;
        }

        _news.AddRange(_newsOfItem);
        Access.KeepItem();
        _changes.EndItem(this);
    }

    /// <summary>What the batch has changed, after its commit.</summary>
    internal IReadOnlyList<Change> TakeChanges() => _changes.Take();

    /// <summary>Forgets tracked entities, so that one item never sees those of another.</summary>
    internal void EndItem()
    {
        _context?.Dispose();
        _context = null;
        _integrationKey = null;
    }

    private protected override void Wrote(string sql) => _changes.Note(sql);

    private ScimifyContext NewContext()
    {
        _changes.BeforeStatement = () => Pipeline?.Flush();
        var context = contexts(Connection, _changes);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        context.Database.SetCommandTimeout(Dialect.StatementSeconds);
        return context;
    }
}
