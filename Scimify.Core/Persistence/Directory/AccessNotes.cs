using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
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
