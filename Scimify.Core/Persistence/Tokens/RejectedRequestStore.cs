using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>Rejected requests in the database.</summary>
internal sealed class RejectedRequestStore(ScimifyDatabase database) : IRejectedRequestStore
{
    public Task AddAsync(IReadOnlyCollection<RejectedRequest> requests, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var request in requests)
            {
                request.Key = 0;    // An earlier attempt may have been rolled back.
                session.Context.RejectedRequests.Add(request);
            }

            session.Context.SaveChanges();
        },
        ct);

    public async Task<IReadOnlyList<RejectedRequestView>> ListAsync(
        int organizationKey, Guid? integrationId, long beforeKey, int count, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var alone = await db.Organizations.CountAsync(ct) == 1;
        var integrationKey = integrationId is { } id
            ? await db.Integrations.Where(i => i.Id == id && i.OrganizationKey == organizationKey).Select(i => (int?)i.Key).SingleOrDefaultAsync(ct) ?? 0
            : (int?)null;
        var requests = db.RejectedRequests.Where(r => r.Key < beforeKey && (r.OrganizationKey == organizationKey || (alone && r.OrganizationKey == null)));
        if (integrationKey is { } key)
        {
            requests = requests.Where(r => r.IntegrationKey == key || r.IntegrationKey == null);
        }

        return await (
            from request in requests
            join known in db.Integrations on request.IntegrationKey equals (int?)known.Key into integrations
            from integration in integrations.DefaultIfEmpty()
            orderby request.Key descending
            select new RejectedRequestView(
                request.Key, request.At, request.Reason, request.TokenId, request.TokenName, integration == null ? null : integration.Id,
                request.SourceAddress, request.UserAgent, request.Method, request.Path, request.HashStart)).Take(count).ToListAsync(ct);
    }
}
