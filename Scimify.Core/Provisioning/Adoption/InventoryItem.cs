using Scimify.Core.Directory.Guard;
using Scimify.Core.Looker;
using Scimify.Core.Primitives;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Provisioning.Adoption;

/// <summary>What people should know about a Looker account or group before it is taken over. The numbers are stored.</summary>
[Flags]
public enum InventoryTraits
{
    None = 0,
    Disabled = 1,

    /// <summary>The API credential's own user.</summary>
    ApiUser = 2,
    Administrator = 4,
    ServiceAccount = 8,
    EmbedUser = 16,
    LookerEmployee = 32,

    /// <summary>A group that SAML, LDAP, embedding or Looker itself manages.</summary>
    External = 64,

    /// <summary>None of the account's credentials has an address, so no SCIM user can match it.</summary>
    NoAddress = 128,

    /// <summary>People sign in to the account in other ways than by e-mail. It gets an e-mail credential when it is taken over.</summary>
    NoEmailCredential = 256,
}

/// <summary>A Looker user or group, as the last reading of the inventory found it.</summary>
public sealed class InventoryItem
{
    public int IntegrationKey { get; set; }

    public bool IsGroup { get; set; }

    public required string LookerId { get; set; }

    public required string Name { get; set; }

    /// <summary>Normalised. For a group, SCIM groups are matched by it.</summary>
    public required string NameNorm { get; set; }

    public string? Email { get; set; }

    /// <summary>The normalised address, which SCIM users are matched by; empty if there is none.</summary>
    public required string EmailNorm { get; set; }

    public InventoryTraits Traits { get; set; }

    /// <summary>The direct members of a group; null if Looker did not say.</summary>
    public int? Members { get; set; }

    /// <summary>The last reading that found it.</summary>
    public long RunKey { get; set; }

    /// <param name="protection">The account's own protection, as far as it is known.</param>
    internal static InventoryItem Of(int integrationKey, LookerUser user, Protection protection, long runKey)
    {
        var name = $"{user.FirstName} {user.LastName}".Trim();
        var email = user.Addresses.FirstOrDefault();
        name = name.Length > 0 ? name : email ?? "";
        return new()
        {
            IntegrationKey = integrationKey,
            LookerId = user.Id,
            Name = name,
            NameNorm = Norm(name),
            Email = email,
            EmailNorm = email is null ? "" : Norm(email),
            Traits = Trait(user.IsDisabled, InventoryTraits.Disabled) | Trait(user.IsServiceAccount, InventoryTraits.ServiceAccount)
                | Trait(user.IsEmbedUser, InventoryTraits.EmbedUser) | Trait(user.IsLookerEmployee, InventoryTraits.LookerEmployee)
                | Trait(protection.HasFlag(Protection.ApiUser), InventoryTraits.ApiUser)
                | Trait(protection.HasFlag(Protection.Administrator), InventoryTraits.Administrator)
                | Trait(email is null, InventoryTraits.NoAddress) | Trait(user.EmailCredential is null, InventoryTraits.NoEmailCredential),
            RunKey = runKey,
        };
    }

    internal static InventoryItem Of(int integrationKey, LookerGroup group, long runKey) => new()
    {
        IntegrationKey = integrationKey,
        IsGroup = true,
        LookerId = group.Id,
        Name = group.Name,
        NameNorm = Norm(group.Name),
        EmailNorm = "",
        Traits = Trait(!group.IsManageable, InventoryTraits.External),
        Members = group.UserCount,
        RunKey = runKey,
    };

    private static InventoryTraits Trait(bool has, InventoryTraits trait) => has ? trait : InventoryTraits.None;

    /// <summary>Normalised like the search columns of SCIM resources. Text that is too long for an index is cut, and matches nothing.</summary>
    private static string Norm(string text) => ScimText.Normalise(text).Clipped(MostCharacters);

    private const int MostCharacters = 400;
}
