using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Adoption;

/// <summary>An integration's list of protected accounts, sorted by address. Callers have checked the permission.</summary>
public sealed class ProtectedAccountsQuery(IDbContextFactory<ScimifyContext> contexts)
{
    public async Task<ResultPage<ProtectedAccount>> RunAsync(int integrationKey, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var listed = db.ProtectedAccounts.AsNoTracking().Where(p => p.IntegrationKey == integrationKey);
        return new(await listed.OrderBy(p => p.AddressNorm).Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await listed.LongCountAsync(ct));
    }
}
