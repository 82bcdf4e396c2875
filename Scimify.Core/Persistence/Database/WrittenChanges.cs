using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Scimify.Core.Changes;

namespace Scimify.Core.Persistence.Database;

/// <summary>What the items of a batch have changed, and whose it is. Used on the writer's thread only.</summary>
/// <remarks>It looks at statements, and at what contexts save. What names neither an organization nor an integration counts as anybody's.</remarks>
internal sealed class WrittenChanges : DbCommandInterceptor, ISaveChangesInterceptor
{
    private readonly ChangeSet _batch = new();
    private readonly HashSet<int> _integrations = [];
    private readonly HashSet<int> _organizations = [];
    private readonly Dictionary<int, (int OrganizationKey, Guid Id)> _known = [];
    private ChangeTopics _topics;

    /// <summary>Called before each statement of a context.</summary>
    public Action? BeforeStatement { get; set; }

    public void BeginBatch() => _batch.Take();

    public void BeginItem(int? integrationKey)
    {
        _topics = ChangeTopics.None;
        _integrations.Clear();
        _organizations.Clear();
        if (integrationKey is { } key)
        {
            _integrations.Add(key);
        }
    }

    public void Concern(int organizationKey) => _organizations.Add(organizationKey);

    public void ConcernIntegration(int integrationKey) => _integrations.Add(integrationKey);

    public void Note(string sql) => _topics |= WrittenTables.Of(sql);

    public void Note(ChangeTopics topics) => _topics |= topics;

    /// <summary>The item has succeeded.</summary>
    public void EndItem(DbSession session)
    {
        var topics = _topics;
        if (topics == ChangeTopics.None)
        {
            return;
        }

        _topics = ChangeTopics.None;
        foreach (var organization in _organizations)
        {
            _batch.Add(new(organization, null, topics));
        }

        foreach (var integration in _integrations)
        {
            if (OwnerOf(session, integration) is { } owner)
            {
                _batch.Add(new(owner.OrganizationKey, owner.Id, topics));
            }
        }

        if (_organizations.Count + _integrations.Count == 0)
        {
            _batch.Add(new(null, null, topics));
        }
    }

    /// <summary>After the commit.</summary>
    public IReadOnlyList<Change> Take() => _batch.Take();

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        BeforeStatement?.Invoke();
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        BeforeStatement?.Invoke();
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        BeforeStatement?.Invoke();
        return result;
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        if (result != 0)
        {
            Note(command.CommandText);
        }

        return result;
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        foreach (var entry in eventData.Context!.ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            Note(WrittenTables.OfTable(entry.Metadata.GetTableName()));
            if (KeyOf(entry, "OrganizationKey") is { } organization)
            {
                _organizations.Add(organization);
            }
            else if (KeyOf(entry, "IntegrationKey") is { } integration)
            {
                _integrations.Add(integration);
            }
        }

        return result;
    }

    private static int? KeyOf(EntityEntry entry, string name) =>
        entry.Metadata.FindProperty(name) is { } property && entry.CurrentValues[property] is int key ? key : null;

    private (int OrganizationKey, Guid Id)? OwnerOf(DbSession session, int integrationKey)
    {
        if (!_known.TryGetValue(integrationKey, out var owner))
        {
            var row = session.First(
                "SELECT organization_key, id FROM integrations WHERE key = @p0",
                r => Tuple.Create(r.GetInt32(0), Guid.Parse(r.GetString(1))),
                integrationKey);
            if (row is null)
            {
                return null;
            }

            _known[integrationKey] = owner = (row.Item1, row.Item2);
        }

        return owner;
    }
}
