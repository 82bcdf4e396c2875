using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>Where a linked account differs from what its SCIM user wants.</summary>
internal static class UserDifference
{
    public static bool WantsDisabled(ScimUserRow row) => !row.Active || row.DeletedAt is not null;

    public static LookerUserUpdate Account(LookerUserState known, ScimUserRow row)
    {
        // A leaver's name no longer matters. The switch does.
        var names = row.DeletedAt is null;
        return new LookerUserUpdate(
            names && known.FirstName != row.LookerFirstName ? row.LookerFirstName : null,
            names && known.LastName != row.LookerLastName ? row.LookerLastName : null,
            known.IsDisabled != WantsDisabled(row) ? WantsDisabled(row) : null);
    }

    /// <summary>Mapped attributes to write, or to remove if the value is null. A leaver's no longer matter, and a protected account's are its own.</summary>
    public static IReadOnlyList<DesiredAttribute> Attributes(LookerUserState known, ScimUserRow row) =>
        WantsDisabled(row) || row.Protection != Protection.None ? [] : [.. MappingSet.Desired(row.LookerAttributes).Where(a => !known.Has(a))];

    /// <summary>Null if the address stays. A difference of case alone is not written: Looker keeps the case that it has.</summary>
    public static string? Email(LookerUserState known, ScimUserRow row) =>
        row.DeletedAt is null && row.LookerEmail is { } email && !email.Equals(known.Email, StringComparison.OrdinalIgnoreCase) ? email : null;
}
