using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>
/// What of an integration is due. Most looks find nothing, so they happen outside of the writer's transactions: they wait for no
/// other server, and none waits for them.
/// </summary>
/// <param name="Lists">The lists that have something.</param>
/// <param name="NextAt">When something that is not due yet will be; null if there is nothing.</param>
internal sealed record DueWork(IReadOnlySet<(string Table, DueKind Kind)> Lists, DateTimeOffset? NextAt)
{
    private const int Later = -1;

    private static readonly (string Table, DueKind Kind)[] All =
    [
        .. from kind in new[] { DueKind.Removal, DueKind.Change } from table in SyncTables.All select (table, kind),
        (SyncTables.Of(RowKind.User), DueKind.Background),
    ];

    private static readonly string Look = string.Join(" UNION ALL ", All.Select((list, number) =>
        $"SELECT {number}, 0 WHERE EXISTS (SELECT 1 FROM {list.Table} WHERE integration_key = @p0 AND due > 0 AND due = {list.Kind:D} AND not_before <= @p1 AND lease_until <= @p1)"))
        + $" UNION ALL SELECT {Later}, min(at) FROM ({string.Join(" UNION ALL ", SyncTables.All.Select(table => $"SELECT min(not_before) AS at FROM {table} WHERE integration_key = @p0 AND due > 0 AND not_before > @p1"))}) AS later";

    public static DueWork Of(DbSession session, int integrationKey, DateTimeOffset now)
    {
        var lists = new HashSet<(string, DueKind)>();
        DateTimeOffset? next = null;
        foreach (var (number, at) in session.All(Look, row => (row.GetInt32(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1)), integrationKey, now.ToUnixTimeMilliseconds()))
        {
            if (number == Later)
            {
                next = at is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
            }
            else
            {
                lists.Add(All[number]);
            }
        }

        return new(lists, next);
    }
}
