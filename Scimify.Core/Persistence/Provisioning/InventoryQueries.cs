using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Adoption;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>How a Looker user or group relates to the SCIM directory. The names are the REST API's, in another case.</summary>
public enum InventoryState
{
    /// <summary>It belongs to a SCIM resource.</summary>
    Linked,

    /// <summary>An unlinked SCIM resource has exactly this address or name.</summary>
    Matches,

    LookerOnly,

    /// <summary>It is never taken over, even if something matches it.</summary>
    NotAdoptable,
}

/// <summary>One row of the inventory, with what SCIM has now. The reading may be older.</summary>
public sealed class InventoryMatch
{
    public required string LookerId { get; init; }

    public required string Name { get; init; }

    public required string NameNorm { get; init; }

    public string? Email { get; init; }

    public required string EmailNorm { get; init; }

    public InventoryTraits Traits { get; init; }

    public bool IsListed { get; init; }

    public int? Members { get; init; }

    /// <summary>The key of the SCIM resource that it belongs to; null for none.</summary>
    public long? LinkedKey { get; init; }

    /// <summary>The key of an unlinked SCIM resource that matches; null for none.</summary>
    public long? MatchKey { get; init; }

    public InventoryState State { get; init; }
}

/// <summary>Compares the inventory of an integration's Looker with its SCIM directory, as projections that filter in the database.</summary>
public static class InventoryQueries
{
    public const InventoryTraits NeverAdopted = InventoryTraits.ApiUser | InventoryTraits.Administrator | InventoryTraits.ServiceAccount
        | InventoryTraits.EmbedUser | InventoryTraits.LookerEmployee | InventoryTraits.External | InventoryTraits.NoAddress;

    public static IQueryable<InventoryMatch> InventoryUsers(this ScimifyContext db, int integrationKey) => db.LookerInventory.AsNoTracking()
        .Where(i => i.IntegrationKey == integrationKey && !i.IsGroup)
        .Select(i => new Sides
        {
            Looker = i,
            LinkedKey = db.ScimUsers.Where(u => u.IntegrationKey == integrationKey && u.LookerUserId == i.LookerId).Select(u => (long?)u.Key).FirstOrDefault(),
            MatchKey = db.ScimUsers
                .Where(u => u.IntegrationKey == integrationKey && u.LookerUserId == null && u.DeletedAt == null && i.EmailNorm != "" && u.LookerEmailNorm == i.EmailNorm)
                .OrderBy(u => u.Key).Select(u => (long?)u.Key).FirstOrDefault(),
            IsListed = db.ProtectedAccounts.Any(p => p.IntegrationKey == integrationKey && p.AddressNorm == i.EmailNorm),
        })
        .Select(Match);

    public static IQueryable<InventoryMatch> InventoryGroups(this ScimifyContext db, int integrationKey) => db.LookerInventory.AsNoTracking()
        .Where(i => i.IntegrationKey == integrationKey && i.IsGroup)
        .Select(i => new Sides
        {
            Looker = i,
            LinkedKey = db.ScimGroups.Where(g => g.IntegrationKey == integrationKey && g.LookerGroupId == i.LookerId).Select(g => (long?)g.Key).FirstOrDefault(),
            MatchKey = db.ScimGroups
                .Where(g => g.IntegrationKey == integrationKey && g.DisplayNameNorm == i.NameNorm && g.DeletedAt == null && g.LookerGroupId == null)
                .OrderBy(g => g.Key).Select(g => (long?)g.Key).FirstOrDefault(),
            IsListed = false,    // EF Core cannot translate a member that is read and was not set
        })
        .Select(Match);

    /// <param name="state">Null for any.</param>
    /// <param name="text">A normalised part of a name or address, or a complete Looker ID; null for any.</param>
    public static IQueryable<InventoryMatch> Matching(this IQueryable<InventoryMatch> rows, InventoryState? state, string? text)
    {
        if (state is { } wanted)
        {
            rows = rows.Where(r => r.State == wanted);
        }

        return text is null ? rows : rows.Where(r => r.NameNorm.Contains(text) || r.EmailNorm.Contains(text) || r.LookerId == text);
    }

    private static readonly Expression<Func<Sides, InventoryMatch>> Match = x => new InventoryMatch
    {
        LookerId = x.Looker.LookerId,
        Name = x.Looker.Name,
        NameNorm = x.Looker.NameNorm,
        Email = x.Looker.Email,
        EmailNorm = x.Looker.EmailNorm,
        Traits = x.Looker.Traits,
        IsListed = x.IsListed,
        Members = x.Looker.Members,
        LinkedKey = x.LinkedKey,
        MatchKey = x.MatchKey,
        State = x.LinkedKey != null ? InventoryState.Linked
            : (x.Looker.Traits & NeverAdopted) != 0 || x.IsListed ? InventoryState.NotAdoptable
            : x.MatchKey != null ? InventoryState.Matches : InventoryState.LookerOnly,
    };

    /// <summary>What Looker had, and the SCIM resources beside it.</summary>
    private sealed class Sides
    {
        public required InventoryItem Looker { get; init; }

        public long? LinkedKey { get; init; }

        public long? MatchKey { get; init; }

        public bool IsListed { get; init; }
    }
}
