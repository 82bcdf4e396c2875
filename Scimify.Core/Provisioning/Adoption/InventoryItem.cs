using Scimify.Core.Directory.Guard;
using Scimify.Core.Looker;
using Scimify.Core.Primitives;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Provisioning.Adoption;

/// <summary>What is to be known of a Looker account or group before it is taken over. The numbers are stored.</summary>
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

    /// <summary>No e-mail credential: nothing that a SCIM user could be matched by.</summary>
    NoAddress = 128,
}

/// <summary>A user or group of Looker, as the last reading of the inventory found it.</summary>
public sealed class InventoryItem
{
    public int IntegrationKey { get; set; }

    public bool IsGroup { get; set; }

    public required string LookerId { get; set; }

    public required string Name { get; set; }

    /// <summary>Normalised; of a group what SCIM groups are matched by.</summary>
    public required string NameNorm { get; set; }

    public string? Email { get; set; }

    /// <summary>Normalised address of the e-mail credential: what SCIM users are matched by. Empty when there is none.</summary>
    public required string EmailNorm { get; set; }

    public InventoryTraits Traits { get; set; }

    /// <summary>Direct members of a group; null where Looker did not tell.</summary>
    public int? Members { get; set; }

    /// <summary>The reading that saw it last.</summary>
    public long RunKey { get; set; }

    /// <param name="protection">What is known of the account's own protection.</param>
    internal static InventoryItem Of(int integrationKey, LookerUser user, Protection protection, long runKey)
    {
        var name = $"{user.FirstName} {user.LastName}".Trim();
        var email = user.EmailCredential ?? user.Email;
        name = name.Length > 0 ? name : email ?? "";
        return new()
        {
            IntegrationKey = integrationKey,
            LookerId = user.Id,
            Name = name,
            NameNorm = Norm(name),
            Email = email,
            EmailNorm = user.EmailCredential is { } address ? Norm(address) : "",
            Traits = Trait(user.IsDisabled, InventoryTraits.Disabled) | Trait(user.IsServiceAccount, InventoryTraits.ServiceAccount)
                | Trait(user.IsEmbedUser, InventoryTraits.EmbedUser) | Trait(user.IsLookerEmployee, InventoryTraits.LookerEmployee)
                | Trait(protection.HasFlag(Protection.ApiUser), InventoryTraits.ApiUser)
                | Trait(protection.HasFlag(Protection.Administrator), InventoryTraits.Administrator)
                | Trait(user.EmailCredential is null, InventoryTraits.NoAddress),
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

    /// <summary>As the search columns of SCIM resources; what no index holds is cut off, and matches nothing.</summary>
    private static string Norm(string text) => ScimText.Normalise(text).Clipped(MostCharacters);

    private const int MostCharacters = 400;
}
