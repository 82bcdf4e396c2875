using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>Where a linked account differs from what its SCIM user wants.</summary>
internal static class UserDifference
{
    public static bool WantsDisabled(IUserInLooker row) => !row.Active || row.DeletedAt is not null;

    /// <summary>What was refused is left out, until another value is wanted, or the same once more.</summary>
    public static LookerUserUpdate Account(LookerUserState known, IUserInLooker row)
    {
        // A leaver's name no longer matters. The switch does.
        var names = row.DeletedAt is null && known.RefusalOf(UserParts.Names, UserParts.NamesOf(row)) is null;
        return new LookerUserUpdate(
            names && known.FirstName != row.LookerFirstName ? row.LookerFirstName : null,
            names && known.LastName != row.LookerLastName ? row.LookerLastName : null,
            Access(known, row));
    }

    /// <summary>Null where a person has yet to decide about it.</summary>
    private static bool? Access(LookerUserState known, IUserInLooker row)
    {
        var disabled = WantsDisabled(row);
        return known.IsDisabled == disabled || row.IsHeld || (!disabled && known.RefusalOf(UserParts.Access, "enabled") is not null) ? null : disabled;
    }

    /// <summary>Mapped attributes to write, or to remove if the value is null. A leaver's no longer matter, and a protected account's are its own.</summary>
    public static IReadOnlyList<DesiredAttribute> Attributes(LookerUserState known, IUserInLooker row) =>
        (WantsDisabled(row) && !row.IsHeld) || row.Protection != Protection.None ? [] : [.. MappingSet.Desired(row.LookerAttributes).Where(a => !known.Has(a) && known.RefusalOf(UserParts.Attribute(a.Id), a.Value) is null)];

    /// <summary>Null if the address stays. Another case is another address here, though Looker compares addresses without regard to it.</summary>
    public static string? Email(LookerUserState known, IUserInLooker row) =>
        row.DeletedAt is null && row.LookerEmail is { } email && email != known.Email
            && known.RefusalOf(UserParts.Address, email) is null ? email : null;

    /// <summary>What was refused before and is still wanted; null: nothing.</summary>
    public static RefusedValue? Standing(LookerUserState known, IUserInLooker row) => row.DeletedAt is not null
        ? null
        : known.RefusalOf(UserParts.Access, WantsDisabled(row) ? null : "enabled")
            ?? known.RefusalOf(UserParts.Address, row.LookerEmail)
            ?? known.RefusalOf(UserParts.Names, UserParts.NamesOf(row))
            ?? (WantsDisabled(row) ? null : MappingSet.Desired(row.LookerAttributes).Select(a => known.RefusalOf(UserParts.Attribute(a.Id), a.Value)).FirstOrDefault(r => r is not null));
}
