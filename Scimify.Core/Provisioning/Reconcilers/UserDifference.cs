using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>What a linked account lacks of what its SCIM user asks for.</summary>
internal static class UserDifference
{
    public static bool WantsDisabled(ScimUserRow row) => !row.Active || row.DeletedAt is not null;

    public static LookerUserUpdate Account(LookerUserState known, ScimUserRow row)
    {
        // A leaver's name is of no interest any more; the switch is.
        var names = row.DeletedAt is null;
        return new LookerUserUpdate(
            names && known.FirstName != row.LookerFirstName ? row.LookerFirstName : null,
            names && known.LastName != row.LookerLastName ? row.LookerLastName : null,
            known.IsDisabled != WantsDisabled(row) ? WantsDisabled(row) : null);
    }

    /// <summary>Mapped attributes that are to be written, or removed where the value is null. Those of a leaver are of no interest, and those of a protected account its own.</summary>
    public static IReadOnlyList<DesiredAttribute> Attributes(LookerUserState known, ScimUserRow row) =>
        WantsDisabled(row) || row.Protection != Protection.None ? [] : [.. MappingSet.Desired(row.LookerAttributes).Where(a => !known.Has(a))];

    /// <summary>Null when the address stays. Differences of case alone are not written: Looker keeps the case that it has.</summary>
    public static string? Email(LookerUserState known, ScimUserRow row) =>
        row.DeletedAt is null && row.LookerEmail is { } email && !email.Equals(known.Email, StringComparison.OrdinalIgnoreCase) ? email : null;
}
