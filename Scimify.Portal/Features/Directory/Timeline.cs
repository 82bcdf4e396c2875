using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Directory;

/// <summary>The last writes that concerned one user or group.</summary>
internal static class Timeline
{
    private const int Most = 12;

    /// <summary>How far back is looked: the log has no index by resource.</summary>
    private const int Window = 20_000;

    public static async Task<IReadOnlyList<LogRow>> OfAsync(ScimifyContext db, int integrationKey, Guid scimId, CancellationToken ct)
    {
        var recent = db.ProvisioningLog.Where(e => e.IntegrationKey == integrationKey).OrderByDescending(e => e.Key).Take(Window);
        var rows = await recent.Where(e => e.ScimId == scimId).OrderByDescending(e => e.Key).Take(Most).ToListAsync(ct);
        return [.. rows.Select(e => LogRow.Of(new LoggedWrite(e, null, "")))];
    }
}
