using Scimify.Core.Notifications;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Saml;
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
                "UPDATE webhook_deliveries SET not_before = @p0 WHERE not_before > @p1", now.ToUnixTimeMilliseconds(), Ms(now + NoticeEngine.LongestPause));
            session.Execute(
                "UPDATE saml_revisions SET lease_until = @p0 WHERE state = 0 AND lease_until > @p1", now.ToUnixTimeMilliseconds(), Ms(now + SamlApplier.Lease));
        },
        ct);

    /// <summary>A second look keeps its distance from the call that may still take effect.</summary>
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
            session.Execute(
                $"UPDATE {table} SET {TransitionRule.LookedAtSooner.Set((SyncParameter.At, "@p0"))} WHERE {waiting} AND look_again_at > @p0", Ms(now + settings.LateEffects));
        }
    }

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
