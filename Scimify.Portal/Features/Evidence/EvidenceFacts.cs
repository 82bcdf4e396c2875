using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence;

/// <summary>What every report needs beside its rows.</summary>
public sealed class EvidenceFacts(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>The integrations to choose from, also deleted ones.</summary>
    public async Task<IReadOnlyList<(string Key, string Text)>> ChoicesAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await IntegrationName.AllAsync(db, actor, null, ct);
        return [("", "All"), .. integrations.Values.OrderBy(i => i.Name, StringComparer.OrdinalIgnoreCase).Select(i => (i.Id.ToString("D"), i.Name))];
    }

    /// <summary>Those of the requests that the log still has, so that no link leads to nothing.</summary>
    public async Task<IReadOnlySet<Guid>> LoggedAsync(IReadOnlyCollection<Guid> requests, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return (await db.ProvisioningLog.Where(e => requests.Contains(e.RequestId)).Select(e => e.RequestId).ToListAsync(ct)).ToHashSet();
    }
}
