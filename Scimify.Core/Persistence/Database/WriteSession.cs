using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Core.Persistence.Database;

/// <summary>The writer's connection in the transaction of the batch. Used on the writer's thread only.</summary>
public sealed class WriteSession(DbConnection connection, SqlDialect dialect, Func<DbConnection, ScimifyContext> contexts)
    : DbSession(connection, dialect)
{
    private ScimifyContext? _context;
    private int? _integrationKey;

    /// <summary>A tracking context on the writer's connection. It is saved when the work returns, or earlier if its keys are needed.</summary>
    public ScimifyContext Context => _context ??= NewContext();

    /// <summary>Appends the entry to its organization's chain, which stays locked until the commit.</summary>
    public void AppendAudit(AuditEntry entry)
    {
        AuditChainStatements.Link(this, entry);
        Context.AuditLog.Add(entry);
        Context.SaveChanges();
    }

    /// <summary>Waits until no other server writes to these integrations' directories, and locks them until the commit.</summary>
    internal void LockIntegrations(IEnumerable<int> integrationKeys)
    {
        if (Dialect.LockInOrder is { } statement && integrationKeys.Distinct().Order().ToList() is { Count: > 0 } keys)
        {
            Execute(statement, JsonSerializer.Serialize(keys));
        }
    }

    internal void BeginItem(int? integrationKey) => _integrationKey = integrationKey;

    /// <exception cref="InvalidOperationException">The item did not name its integration, so another server may be writing to the same directory.</exception>
    internal void RequireIntegration()
    {
        if (_integrationKey is null)
        {
            throw new InvalidOperationException("A write to a directory has to name its integration.");
        }
    }

    /// <summary>Saves what the item tracked and did not save itself.</summary>
    internal void SaveItem() => _context?.SaveChanges();

    /// <summary>Forgets tracked entities, so that one item never sees those of another.</summary>
    internal void EndItem()
    {
        _context?.Dispose();
        _context = null;
        _integrationKey = null;
    }

    private ScimifyContext NewContext()
    {
        var context = contexts(Connection);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        context.Database.SetCommandTimeout(Dialect.StatementSeconds);
        return context;
    }
}
