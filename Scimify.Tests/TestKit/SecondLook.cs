using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Tests.TestKit;

/// <summary>Moves time past the point after which unanswered calls can no longer take effect.</summary>
internal static class SecondLook
{
    /// <summary>Everything that is to be looked at again is looked at now.</summary>
    public static async Task TakeAsync(ScimifyApp app, int integrationKey)
    {
        var database = app.Services.GetRequiredService<ScimifyDatabase>();
        var engine = app.Services.GetRequiredService<SyncEngine>();
        await Eventually.ReadAsync(LookAsync, left => left == 0);

        async Task<long> LookAsync()
        {
            var left = await database.WriteAsync(
                session => SyncTables.All.Sum(table =>
                {
                    session.Execute($"UPDATE {table} SET look_again_at = 1, taken_over_at = taken_over_at * 0, not_before = 0 WHERE look_again_at > 1 AND due > 0 AND sync_state = 0");
                    return Convert.ToInt64(session.Scalar($"SELECT COUNT(*) FROM {table} WHERE look_again_at IS NOT NULL AND due > 0"));
                }),
                CancellationToken.None);
            engine.Nudge(integrationKey);
            return left;
        }
    }
}
