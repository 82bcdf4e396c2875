using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Adoption;

/// <summary>One page of an integration's list of protected accounts, by address.</summary>
public sealed class ProtectedAccountListQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public const int PageSize = 50;

    public async Task<ProtectedAccountList> RunAsync(Actor actor, Guid integrationId, int page, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var listed = db.ProtectedAccounts.AsNoTracking().Where(p => p.IntegrationKey == integration.Key);
        return new ProtectedAccountList(
            integration, await listed.OrderBy(p => p.AddressNorm).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(ct), await listed.LongCountAsync(ct));
    }
}

public sealed record ProtectedAccountList(IntegrationView Integration, IReadOnlyList<ProtectedAccount> Rows, long Total);
