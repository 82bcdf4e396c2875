using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Features.Held;

/// <summary>One page of what an integration holds, the oldest first.</summary>
public sealed class HeldListQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations)
{
    public async Task<HeldList> RunAsync(Actor actor, Guid integrationId, HeldFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var held = Matching(db, integration.Key, filter);
        var total = await held.LongCountAsync(ct);
        var rows = await held.OrderBy(h => h.Key).Skip((filter.Page - 1) * HeldFilter.PageSize).Take(HeldFilter.PageSize)
            .Select(h => new HeldRow(h.Id, h.Action, h.GroupKey != null, h.ScimId, h.Name, h.Reason, h.Since, h.RequestId, h.LookerId, h.LookerName))
            .ToListAsync(ct);
        return new HeldList(integration, rows, total);
    }

    /// <summary>What a decision about all that matches is about.</summary>
    public async Task<IReadOnlyList<HeldChoice>> AllAsync(Actor actor, Guid integrationId, HeldFilter filter, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Matching(db, integration.Key, filter).Select(h => new HeldChoice(h.Id, h.Action, h.GroupKey != null)).ToListAsync(ct);
    }

    private static IQueryable<HeldChange> Matching(ScimifyContext db, int integrationKey, HeldFilter filter)
    {
        var held = db.HeldChanges.Where(h => h.IntegrationKey == integrationKey);
        if (filter.ParsedAction is { } action)
        {
            held = held.Where(h => h.Action == action);
        }

        return ScimText.Sought(filter.Text) is { } text
            ? held.Where(h => h.SearchText.Contains(text))
            : held;
    }
}

public sealed record HeldList(IntegrationView Integration, IReadOnlyList<HeldRow> Rows, long Total);

/// <param name="OfGroup">The change is about a group: that it goes, or loses a member.</param>
/// <param name="LookerId">Of an adoption: what would be taken over.</param>
public sealed record HeldRow(
    Guid Id, HeldAction Action, bool OfGroup, Guid ScimId, string Name, string Reason, DateTimeOffset Since, Guid? RequestId, string? LookerId, string? LookerName);

public sealed record HeldChoice(Guid Id, HeldAction Action, bool OfGroup);
