using Scimify.Core.Directory;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>How far one part of a resource has come.</summary>
/// <param name="Reason">Why it is not in Looker, if that is known.</param>
public readonly record struct FacetState(SyncState State, string? Reason = null);

/// <summary>How far each part of a resource has come, according to its row. Looker is not called.</summary>
public static class FacetStates
{
    public static IReadOnlyDictionary<Facets, FacetState> Of(IUserInLooker row)
    {
        if (row.LookerUserId is null || row.LinkState == LinkState.HalfMade)
        {
            return new[] { Facets.Existence, Facets.Access, Facets.Address, Facets.Names, Facets.Attributes }
                .ToDictionary(f => f, f => f == Facets.Existence ? Whole(row) : new(row.SyncState));
        }

        var known = LookerUserState.Parse(row.AppliedState);
        var update = UserDifference.Account(known, row);
        return new Dictionary<Facets, FacetState>
        {
            [Facets.Existence] = new(SyncState.Applied),
            [Facets.Access] = row.IsHeld ? Whole(row)
                : update.IsDisabled is not null ? OnItsWay(row)
                : known.RefusalOf(UserParts.Access, UserDifference.WantsDisabled(row) ? null : "enabled") is { } refused ? new(SyncState.Failed, refused.Detail)
                : new(SyncState.Applied),
            [Facets.Address] = PartOf(row, UserDifference.Email(known, row) is not null, known.RefusalOf(UserParts.Address, row.LookerEmail)),
            [Facets.Names] = PartOf(row, update.FirstName is not null || update.LastName is not null, known.RefusalOf(UserParts.Names, UserParts.NamesOf(row))),
            [Facets.Attributes] = PartOf(
                row,
                UserDifference.Attributes(known, row).Count > 0,
                MappingSet.Desired(row.LookerAttributes).Select(a => known.RefusalOf(UserParts.Attribute(a.Id), a.Value)).FirstOrDefault(r => r is not null)),
        };
    }

    /// <param name="row">The group.</param>
    /// <param name="roles">The states of the roles that it is mapped to.</param>
    public static IReadOnlyDictionary<Facets, FacetState> Of(IGroupInLooker row, IReadOnlyCollection<FacetState> roles) => new Dictionary<Facets, FacetState>
    {
        [Facets.Existence] = row.LookerGroupId is null || row.DeletedAt is not null || row.IsHeld ? Whole(row) : new(SyncState.Applied),
        [Facets.Names] = row.AppliedName == row.DisplayName ? new(SyncState.Applied) : Whole(row),
        [Facets.Roles] = roles.Where(r => r.State != SyncState.Applied).OrderByDescending(r => r.State == SyncState.Failed).FirstOrDefault(),
    };

    private static FacetState PartOf(IUserInLooker row, bool differs, RefusedValue? refused) =>
        row.DeletedAt is not null ? new(SyncState.Applied)
        : refused is not null ? new(SyncState.Failed, refused.Detail)
        : differs ? OnItsWay(row)
        : new(SyncState.Applied);

    /// <summary>The state of a held row says nothing about its other parts, which are on their way.</summary>
    private static FacetState OnItsWay(IInLooker row) => row.SyncState switch
    {
        SyncState.Planned or SyncState.Failed or SyncState.Pending => Whole(row),
        _ => new(SyncState.Pending),
    };

    private static FacetState Whole(IInLooker row) => new(row.SyncState, row.SyncState == SyncState.Applied ? null : row.SyncError);
}
