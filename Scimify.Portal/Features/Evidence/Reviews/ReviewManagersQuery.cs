using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Reviews;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>The managers of a review with their links and how far they are, and what a link shows.</summary>
public sealed class ReviewManagersQuery(IDbContextFactory<ScimifyContext> contexts, TimeProvider clock)
{
    /// <summary>Those with open rows first, then by name.</summary>
    /// <param name="text">Part of a name or address; null for all.</param>
    public async Task<ResultPage<ReviewManagerResource>> ListAsync(AccessReview review, string? text, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = await AllAsync(db, review, ct);
        var sought = ScimText.Sought(text);
        var found = all.Where(m => sought is null || ScimText.Searchable(m.Name, m.Address).Contains(sought, StringComparison.Ordinal)).ToList();
        return new([.. found.Skip(part.Skip).Take(part.Size)], part, found.Count);
    }

    public async Task<ReviewManagerCounts> CountsAsync(AccessReview review, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = await AllAsync(db, review, ct);
        var now = clock.GetUtcNow();
        return new(
            all.Count, all.Count(m => m.Open == 0), all.Count(m => m.Open > 0 && m.OpenedAt is not null), all.Count(m => m is { Open: > 0, Active: true } && !(m.Link?.ExpiresAt > now)), all.Count(m => m is { Open: > 0, Active: false }));
    }

    /// <summary>A page of the rows that a link is for, in the order of the list.</summary>
    public async Task<LinkRows> RowsAsync(OpenedReviewLink link, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = db.ReviewedAccess.Where(r => r.ReviewKey == link.Review.Key && r.ManagerKey == link.Manager.UserKey);
        return new(
            new(await rows.OrderBy(r => r.Number).Skip(part.Skip).Take(part.Size).ToListAsync(ct), part, await rows.LongCountAsync(ct)),
            await rows.Open().LongCountAsync(ct));
    }

    private static async Task<List<ReviewManagerResource>> AllAsync(ScimifyContext db, AccessReview review, CancellationToken ct)
    {
        var active = db.ActiveUsers();
        var managers = await db.ReviewManagers.Where(m => m.ReviewKey == review.Key)
            .Select(m => new { Manager = m, Active = active.Any(u => u.Key == m.UserKey && u.Id == m.ScimId) }).ToListAsync(ct);
        var rows = (await db.ReviewedAccess.Where(r => r.ReviewKey == review.Key && r.ManagerKey != null)
            .GroupBy(r => new { r.ManagerKey, r.Decision })
            .Select(g => new { g.Key.ManagerKey, g.Key.Decision, Count = g.Count() }).ToListAsync(ct)).ToLookup(g => g.ManagerKey);
        return
        [
            .. managers.Select(m => ReviewManagerResource.Of(m.Manager, m.Active, rows[m.Manager.UserKey].Sum(g => g.Count), rows[m.Manager.UserKey].Where(g => ReviewedAccess.IsOpenWith(g.Decision)).Sum(g => g.Count)))
                .OrderBy(m => m.Open == 0).ThenBy(m => ScimText.Normalise(m.Name), StringComparer.Ordinal).ThenBy(m => m.ScimId),
        ];
    }
}

/// <param name="Done">Have decided about all of their people.</param>
/// <param name="Begun">Have opened their link, and rows are open.</param>
/// <param name="WithoutLink">Have no link that works, and rows are open.</param>
/// <param name="Left">Are not active in the directory any more, and rows are open.</param>
public sealed record ReviewManagerCounts(int All, int Done, int Begun, int WithoutLink, int Left);

/// <param name="Open">How many of all rows of the link are not decided.</param>
public sealed record LinkRows(ResultPage<ReviewedAccess> Page, long Open);

/// <summary>A manager who decides in a review with a link.</summary>
/// <param name="Address">Where mails go; null for none.</param>
/// <param name="Rows">How many rows the manager decides about.</param>
/// <param name="Open">How many of them are not decided.</param>
/// <param name="Active">Whether the directory has the manager as active. Otherwise no link works.</param>
/// <param name="Link">The link that was made last; null for none.</param>
/// <param name="OpenedAt">When the link was opened for the first time; null if it was not.</param>
/// <param name="RevokedAt">When somebody ended the last link; null if it was not ended, or another one was made.</param>
public sealed record ReviewManagerResource(Guid ScimId, string Name, string? Address, int Rows, int Open, bool Active, ReviewLinkResource? Link, DateTimeOffset? OpenedAt, DateTimeOffset? RevokedAt)
{
    public static ReviewManagerResource Of(ReviewManager manager, bool active, int rows, int open) => new(
        manager.ScimId, manager.Name, manager.Address, rows, open, active,
        manager is { LinkHash: not null, LinkMadeAt: { } made, LinkExpiresAt: { } expires } ? new(made, manager.LinkMadeBy!, manager.LinkMailed, expires) : null,
        manager.OpenedAt, manager.LinkRevokedAt);
}

/// <summary>A manager's link, without its secret.</summary>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Mailed">Whether it was sent to the manager, so that nobody else saw it.</param>
public sealed record ReviewLinkResource(DateTimeOffset CreatedAt, string CreatedBy, bool Mailed, DateTimeOffset ExpiresAt);

/// <summary>A link that has just been made.</summary>
/// <param name="Mailed">Whether it was sent to the manager.</param>
/// <param name="Link">The link to hand on, which is never shown again; null if it was sent.</param>
public sealed record NewReviewLinkResource(Guid ManagerScimId, string Manager, DateTimeOffset ExpiresAt, bool Mailed, string? Link)
{
    public override string ToString() => $"NewReviewLinkResource {{ {ManagerScimId} }}";
}
