using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>Refuses writes that concern protected accounts.</summary>
internal static class UserProtection
{
    /// <summary>Costs no call: protection is known from when the account was linked, or from a later comparison.</summary>
    /// <exception cref="ScimException">403: the account is ours, but must no longer be changed.</exception>
    public static void RequireUnprotected(ScimUserRow row)
    {
        if (row is { Protection: not Protection.None, LookerUserId: not null })
        {
            throw ScimException.Forbidden(ProtectionWords.Refusal(row.LookerUserId, row.LookerEmail, row.Protection), ErrorCodes.AccountProtected);
        }
    }

    /// <exception cref="ScimException">403: the owner of this address must not become ours.</exception>
    public static void RequireAddress(IDirectoryWriter writer, ScimUserRow row)
    {
        if (row.LookerEmailNorm is { } address && writer.IsProtectedAddress(row.IntegrationKey, address))
        {
            throw ScimException.Forbidden(ProtectionWords.Refusal(null, row.LookerEmail, Protection.Listed), ErrorCodes.AccountProtected);
        }
    }

    /// <summary>False if the only reason is that somebody has saved other mappings: nobody asked for a change of the account.</summary>
    public static bool AsksForMore(StoredUser current, ScimUserRow row, MappingSet mappings)
    {
        var mapped = current.Row.Copy();
        mapped.LookerAttributes = mappings.DesiredOf(ScimJson.ParseObject(current.Json));
        return !UserColumns.SameInLooker(mapped, row);
    }
}
