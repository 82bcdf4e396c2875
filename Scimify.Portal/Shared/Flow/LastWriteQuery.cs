using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Shared.Flow;

/// <summary>What the log says about the way from the identity provider. Callers have checked the permission.</summary>
public sealed class LastWriteQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>The newest write of each integration that has one, by its key.</summary>
    public async Task<IReadOnlyDictionary<int, LastWrite>> RunAsync(IEnumerable<int> integrationKeys, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = new Dictionary<int, LastWrite>();
        foreach (var key in integrationKeys)
        {
            if (await db.ProvisioningLog.Where(e => e.IntegrationKey == key).OrderByDescending(e => e.Key).Select(e => new LastWrite(e.At, e.TokenName)).FirstOrDefaultAsync(ct) is { } last)
            {
                found[key] = last;
            }
        }

        return found;
    }

    /// <summary>How many writes came to an integration since then.</summary>
    public async Task<long> CountAsync(int integrationKey, DateTimeOffset since, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var log = db.ProvisioningLog.Where(e => e.IntegrationKey == integrationKey);
        var first = await KeyAtTime.FirstAsync(log, e => e.Key, e => new LogPoint(e.Key, e.At), since, ct);
        return await log.LongCountAsync(e => e.Key >= first && e.At >= since, ct);
    }
}
