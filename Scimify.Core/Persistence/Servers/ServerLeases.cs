using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Servers;

/// <summary>Ends the leases of servers that are gone, whatever their length.</summary>
internal sealed class ServerLeases(ScimifyDatabase database)
{
    private static readonly string OfNobody = $"lease_until > 0 AND substr(lease_owner, 1, {ServerRow.IdLength}) NOT IN (SELECT id FROM servers)";

    /// <summary>SQLite and PostgreSQL each have an index for either.</summary>
    private static readonly string[] Claimable = ["sync_state > 0", "due > 0"];

    /// <summary>The server leaves the table, unless it has beaten since.</summary>
    public Task DropAsync(ServerBeat silent, CancellationToken ct) => database.WriteAsync(
        session => session.Execute("DELETE FROM servers WHERE id = @p0 AND beat_at = @p1", silent.Id, silent.BeatAt), ct);

    /// <summary>Ends what no server of the table owns. Whoever takes such a row next knows that its owner died at work.</summary>
    /// <returns>How many leases.</returns>
    public async Task<int> EndOfNobodyAsync(CancellationToken ct)
    {
        var ended = await database.WriteAsync(session => session.Execute($"UPDATE reconcile_runs SET lease_until = 0 WHERE state = {ReconcileState.Running:D} AND {OfNobody}"), ct);
        var integrations = await database.ReadAsync(session => session.All("SELECT key FROM integrations WHERE deleted_at IS NULL", row => row.GetInt32(0)), ct);
        foreach (var key in integrations)
        {
            ended += await database.WriteAsync(
                key,
                session => SyncTables.All.Sum(table => Claimable.Sum(which => session.Execute(
                    $"UPDATE {table} SET {TransitionRule.LeaseRanOut.Set()} WHERE integration_key = @p0 AND {which} AND {OfNobody}", key))),
                ct);
        }

        return ended;
    }

    /// <summary>The server leaves in order, and with it what it could not hand back itself.</summary>
    public async Task LeaveAsync(string id, CancellationToken ct)
    {
        await database.WriteAsync(
            session =>
            {
                session.Execute("DELETE FROM servers WHERE id = @p0", id);
                session.Announce(new ServerNews.WorkFreed());
            },
            ct);
        if (await EndOfNobodyAsync(ct) > 0)
        {
            await database.WriteAsync(session => session.Announce(new ServerNews.WorkFreed()), ct);
        }
    }
}
