using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Adoption;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>How a user or group of Looker stands to the SCIM directory. The names are the REST API's, in another case.</summary>
public enum InventoryState
{
    /// <summary>It is a SCIM resource's.</summary>
    Linked,

    /// <summary>A SCIM resource without a link has exactly this address or name.</summary>
    Matches,

    LookerOnly,

    /// <summary>It is never taken over, whoever matches it.</summary>
    NotAdoptable,
}

/// <summary>One row of the inventory beside what SCIM has now; the reading may be older.</summary>
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

    /// <summary>Key of the SCIM resource that has it; null: nobody's.</summary>
    public long? LinkedKey { get; init; }

    /// <summary>Key of a SCIM resource without a link that matches; null: none.</summary>
    public long? MatchKey { get; init; }

    public InventoryState State { get; init; }
}

/// <summary>The inventory of an integration's Looker against its SCIM directory, as projections that filter in the database.</summary>
public static class InventoryQueries
{
    public const InventoryTraits NeverAdopted = InventoryTraits.ApiUser | InventoryTraits.Administrator | InventoryTraits.ServiceAccount
        | InventoryTraits.EmbedUser | InventoryTraits.LookerEmployee | InventoryTraits.External | InventoryTraits.NoAddress;

    private static readonly Expression<Func<Candidate, InventoryMatch>> Match = x => new InventoryMatch
    {
        LookerId = x.Item.LookerId,
        Name = x.Item.Name,
        NameNorm = x.Item.NameNorm,
        Email = x.Item.Email,
        EmailNorm = x.Item.EmailNorm,
        Traits = x.Item.Traits,
        Members = x.Item.Members,
        IsListed = x.IsListed,
        LinkedKey = x.LinkedKey,
        MatchKey = x.MatchKey,
        State = x.LinkedKey != null ? InventoryState.Linked
            : (x.Item.Traits & NeverAdopted) != 0 || x.IsListed ? InventoryState.NotAdoptable
            : x.MatchKey != null ? InventoryState.Matches : InventoryState.LookerOnly,
    };

    public static IQueryable<InventoryMatch> InventoryUsers(this ScimifyContext db, int integrationKey) => db.LookerInventory.AsNoTracking()
        .Where(i => i.IntegrationKey == integrationKey && !i.IsGroup)
        .Select(i => new Candidate
        {
            Item = i,
            LinkedKey = db.ScimUsers.Where(u => u.IntegrationKey == integrationKey && u.LookerUserId == i.LookerId).Select(u => (long?)u.Key).FirstOrDefault(),
            MatchKey = db.ScimUsers
                .Where(u => u.IntegrationKey == integrationKey && u.LookerUserId == null && u.DeletedAt == null && i.EmailNorm != "" && u.LookerEmailNorm == i.EmailNorm)
                .OrderBy(u => u.Key).Select(u => (long?)u.Key).FirstOrDefault(),
            IsListed = db.ProtectedAccounts.Any(p => p.IntegrationKey == integrationKey && p.AddressNorm == i.EmailNorm),
        })
        .Select(Match);

    public static IQueryable<InventoryMatch> InventoryGroups(this ScimifyContext db, int integrationKey) => db.LookerInventory.AsNoTracking()
        .Where(i => i.IntegrationKey == integrationKey && i.IsGroup)
        .Select(i => new Candidate
        {
            Item = i,
            LinkedKey = db.ScimGroups.Where(g => g.IntegrationKey == integrationKey && g.LookerGroupId == i.LookerId).Select(g => (long?)g.Key).FirstOrDefault(),
            MatchKey = db.ScimGroups
                .Where(g => g.IntegrationKey == integrationKey && g.DisplayNameNorm == i.NameNorm && g.DeletedAt == null && g.LookerGroupId == null)
                .OrderBy(g => g.Key).Select(g => (long?)g.Key).FirstOrDefault(),
        })
        .Select(Match);

    /// <param name="state">Null: any.</param>
    /// <param name="text">Normalised part of a name or address, or a whole Looker id; null: any.</param>
    public static IQueryable<InventoryMatch> Matching(this IQueryable<InventoryMatch> rows, InventoryState? state, string? text)
    {
        if (state is { } wanted)
        {
            rows = rows.Where(r => r.State == wanted);
        }

        return text is null ? rows : rows.Where(r => r.NameNorm.Contains(text) || r.EmailNorm.Contains(text) || r.LookerId == text);
    }

    private sealed class Candidate
    {
        public required InventoryItem Item { get; init; }

        public long? LinkedKey { get; init; }

        public long? MatchKey { get; init; }

        /// <summary>On the integration's list of protected accounts; never a group.</summary>
        public bool IsListed { get; init; }
    }
}
