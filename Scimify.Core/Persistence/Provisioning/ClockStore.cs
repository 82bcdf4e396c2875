using Microsoft.EntityFrameworkCore;
using Scimify.Core.Notifications;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Saml;
using Scimify.Core.Streams;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

internal sealed class ClockStore(ScimifyDatabase database, EngineSettings settings, TimeProvider clock) : IClockStore
{
    public Task EndLongWaitsAsync(CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var now = clock.GetUtcNow();
            foreach (var table in SyncTables.All)
            {
                EndLongWaits(session, table, now);
            }

            session.Execute(
                "UPDATE webhook_deliveries SET not_before = @p0 WHERE not_before > @p1", now.ToUnixTimeMilliseconds(), Ms(now + WebhookDispatcher.LongestPause));
            var (soon, pause) = (Ms(now), Ms(now + LogStreamEngine.LongestPause));
            session.Context.LogStreams.Where(s => s.NotBefore > pause).ExecuteUpdate(set => set.SetProperty(s => s.NotBefore, soon));
            var lease = Ms(now + SamlApplier.Lease);
            session.Context.SamlRevisions.Where(r => r.State == SamlRevisionState.Applying && r.LeaseUntil > lease).ExecuteUpdate(set => set.SetProperty(r => r.LeaseUntil, lease));
        },
        ct);

    /// <summary>A second look keeps its distance from the call that may still take effect, and so does a SAML change.</summary>
    private void EndLongWaits(WriteSession session, string table, DateTimeOffset now)
    {
        session.Execute(
            $"""
            UPDATE {table} SET {TransitionRule.Hastened.Set()}
            WHERE due > 0 AND not_before > CASE WHEN sync_state = {SyncState.Failed:D} THEN @p1 ELSE @p0 END
            """,
            Ms(now + settings.LongestRetry),
            Ms(now + settings.LongestRemovalRetry));
        foreach (var waiting in (string[])["sync_state > 0", "due > 0"])
        {
            foreach (var (rows, longest) in new[] { ("taken_over_at IS NULL", settings.LongestLook), ("taken_over_at IS NOT NULL", settings.LastLook) })
            {
                session.Execute(
                    $"UPDATE {table} SET {TransitionRule.LookedAtSooner.Set((SyncParameter.At, "@p0"))} WHERE {waiting} AND {rows} AND look_again_at > @p0", Ms(now + longest));
            }
        }
    }

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
