using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Directory;

/// <summary>What a changed row says about access.</summary>
internal static class AccessNotes
{
    /// <param name="before">The row as it was; null for a new one, or if nobody looked.</param>
    /// <returns>Null if the change is not about access.</returns>
    public static AccessChange? Of(ScimUserRow? before, ScimUserRow row)
    {
        var (asked, had) = (Asks(row), Has(row));
        if (before is not null)
        {
            var (was, known) = (Asks(before), Has(before));
            if (was == asked && (known == had || had is null))
            {
                return null;
            }

            had = known == had ? null : had;
        }

        return new AccessChange.Part(
            AccessPart.Account(row.Key), row.OrganizationKey, row.IntegrationKey, asked, had, row.LinkState == LinkState.Adopted ? AccessSource.Adopted : AccessSource.Scim, row.RequestId);
    }

    /// <param name="desired">What was asked for before; null for a new row.</param>
    /// <param name="applied">What Looker had before; null if nobody looked.</param>
    public static AccessChange? Of(bool? desired, AppliedMembership? applied, MembershipRow row) =>
        Of(desired == row.Desired ? null : row.Desired, applied == row.Applied ? null : Has(row.Applied), row);

    private static AccessChange? Of(bool? asked, bool? had, MembershipRow row) => asked is null && had is null
        ? null
        : new AccessChange.Part(AccessPart.Membership(row.GroupKey, row.UserKey), row.OrganizationKey, row.IntegrationKey, asked, had, AccessSource.Scim, row.RequestId);

    public static AccessChange? NameOf(ScimUserRow? before, ScimUserRow row) =>
        before is not null && (before.Id, before.UserName, before.Display, before.LookerEmail) == (row.Id, row.UserName, row.Display, row.LookerEmail)
            ? null
            : new AccessChange.Named(new AccessName
            {
                SubjectKey = row.Key,
                OrganizationKey = row.OrganizationKey,
                IntegrationKey = row.IntegrationKey,
                ScimId = row.Id,
                Name = row.UserName,
                Display = row.Display,
                Address = row.LookerEmail,
                DisplayNorm = row.DisplayNameNorm ?? row.UserNameNorm,
                SearchText = ScimText.Searchable(row.UserName, row.Display, row.LookerEmail),
            });

    public static AccessChange? NameOf(ScimGroupRow? before, ScimGroupRow row) => before is not null && (before.Id, before.DisplayName) == (row.Id, row.DisplayName)
        ? null
        : new AccessChange.Named(new AccessName
        {
            IsGroup = true,
            SubjectKey = row.Key,
            OrganizationKey = row.OrganizationKey,
            IntegrationKey = row.IntegrationKey,
            ScimId = row.Id,
            Name = row.DisplayName,
            Display = row.DisplayName,
            DisplayNorm = row.DisplayNameNorm,
            SearchText = row.DisplayNameNorm,
        });

    /// <summary>The mapped attributes that are asked for now, or that Looker has now, and was not or had not before.</summary>
    /// <inheritdoc cref="Of(ScimUserRow?, ScimUserRow)"/>
    public static IEnumerable<AccessChange> AttributesOf(ScimUserRow? before, ScimUserRow row)
    {
        if (before is not null && before.LookerUserId is { } account && account != row.LookerUserId)
        {
            // What another account had says nothing about this one.
            yield return new AccessChange.Ended(AccessScope.UserAttributes, row.Key, AskedToo: false, AccessSource.Scim);
        }

        if (!TellsOfAttributes(before, row))
        {
            yield break;
        }

        var (asked, was) = (AskedAttributes(row), AskedAttributes(before));
        var (state, known) = (LookerUserState.Parse(row.AppliedState), LookerUserState.Parse(before?.AppliedState));
        foreach (var attribute in asked.Values.Concat(was.Where(w => !asked.ContainsKey(w.Key)).Select(w => w.Value)))
        {
            var (asks, asksBefore) = (Shown(asked.GetValueOrDefault(attribute.Id)), Shown(was.GetValueOrDefault(attribute.Id)));
            var (has, hadBefore) = (Has(state, attribute, row), before is null || before.LookerUserId != row.LookerUserId ? null : Has(known, attribute, before));
            DetailValue? nowAsked = before is not null && asks == asksBefore ? null : new(asks);
            var nowHas = has == hadBefore ? null : has;
            if (attribute.IsSeeded && state.Seeded?.Contains(attribute.Id) == true)
            {
                // It was written now, or has been the user's own since.
                nowAsked = nowHas = known.Seeded?.Contains(attribute.Id) == true ? null : new DetailValue(asks);
            }

            if (nowAsked is not null || nowHas is not null)
            {
                yield return new AccessChange.Detail(
                    DetailPart.Attribute(row.Key, attribute.Id), row.OrganizationKey, row.IntegrationKey, attribute.Name, nowAsked, nowHas, AccessSource.Mapping, row.RequestId);
            }
        }
    }

    /// <summary>What Looker is known to have of a mapped attribute; null if nobody knows.</summary>
    /// <remarks>What was written once has been the user's own since.</remarks>
    public static DetailValue? Has(LookerUserState state, DesiredAttribute attribute, ScimUserRow row) =>
        row.LookerUserId is null ? DetailValue.None
        : attribute.IsSeeded ? null
        : state.Attributes?.TryGetValue(attribute.Id, out var value) == true ? new(value is null ? null : attribute.IsHidden ? AccessDetail.Hidden : value)
        : state.IsFresh && state.Doubtful?.Contains(attribute.Id) != true ? DetailValue.None
        : null;

    /// <summary>By Looker's ID. SCIM asks for nothing of somebody whom it has deleted.</summary>
    public static Dictionary<string, DesiredAttribute> AskedAttributes(ScimUserRow? row) =>
        row is { DeletedAt: null } ? MappingSet.Desired(row.LookerAttributes).ToDictionary(a => a.Id) : [];

    /// <summary>The value as the history may keep it.</summary>
    public static string? Shown(DesiredAttribute? attribute) => attribute?.Value is null ? null : attribute.IsHidden ? AccessDetail.Hidden : attribute.Value;

    private static bool TellsOfAttributes(ScimUserRow? before, ScimUserRow row) =>
        (before?.LookerAttributes ?? row.LookerAttributes) is not null
        && (before is null || (before.LookerAttributes, before.AppliedState, before.LookerUserId, before.DeletedAt is null) != (row.LookerAttributes, row.AppliedState, row.LookerUserId, row.DeletedAt is null));

    /// <summary>Whether the roles that the group is mapped to are asked for. A group whose deletion is held keeps them.</summary>
    public static bool AsksRoles(ScimGroupRow row) => row.DeletedAt is null || row.IsHeld;

    /// <summary>Whether SCIM asks for access.</summary>
    public static bool Asks(ScimUserRow row) => row is { Active: true, DeletedAt: null };

    /// <summary>Whether Looker gives access; null if nobody knows.</summary>
    public static bool? Has(ScimUserRow row) => row.LookerUserId is null ? false : !LookerUserState.Parse(row.AppliedState).IsDisabled;

    /// <inheritdoc cref="Has(ScimUserRow)"/>
    public static bool? Has(AppliedMembership applied) => applied switch
    {
        AppliedMembership.Present => true,
        AppliedMembership.Absent => false,
        _ => null,
    };
}
