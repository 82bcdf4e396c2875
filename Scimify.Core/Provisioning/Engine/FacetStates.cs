using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>How far each part of a resource has come, according to its row. Looker is not called.</summary>
public static class FacetStates
{
    public static IReadOnlyDictionary<Facets, SyncState> Of(ScimUserRow row)
    {
        if (row.LookerUserId is null || row.LinkState == LinkState.HalfMade)
        {
            return new[] { Facets.Existence, Facets.Access, Facets.Address, Facets.Names, Facets.Attributes }.ToDictionary(f => f, _ => row.SyncState);
        }

        var known = LookerUserState.Parse(row.AppliedState);
        var update = UserDifference.Account(known, row);
        return new Dictionary<Facets, SyncState>
        {
            [Facets.Existence] = SyncState.Applied,
            [Facets.Access] = row.IsHeld ? SyncState.Held
                : update.IsDisabled is not null ? OnItsWay(row)
                : known.RefusalOf(UserParts.Access, UserDifference.WantsDisabled(row) ? null : "enabled") is not null ? SyncState.Failed
                : SyncState.Applied,
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
    public static IReadOnlyDictionary<Facets, SyncState> Of(ScimGroupRow row, IReadOnlyCollection<SyncState> roles) => new Dictionary<Facets, SyncState>
    {
        [Facets.Existence] = row.LookerGroupId is null || row.DeletedAt is not null || row.IsHeld ? row.SyncState : SyncState.Applied,
        [Facets.Names] = row.AppliedName == row.DisplayName ? SyncState.Applied : row.SyncState,
        [Facets.Roles] = roles.Contains(SyncState.Failed) ? SyncState.Failed : roles.FirstOrDefault(s => s != SyncState.Applied),
    };

    private static SyncState PartOf(ScimUserRow row, bool differs, RefusedValue? refused) =>
        row.DeletedAt is not null ? SyncState.Applied
        : refused is not null ? SyncState.Failed
        : differs ? OnItsWay(row)
        : SyncState.Applied;

    /// <summary>The state of a held row says nothing about its other parts, which are on their way.</summary>
    private static SyncState OnItsWay(ScimUserRow row) => row.SyncState is SyncState.Planned or SyncState.Failed ? row.SyncState : SyncState.Pending;
}
