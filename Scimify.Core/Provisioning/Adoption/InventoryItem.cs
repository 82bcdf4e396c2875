namespace Scimify.Core.Provisioning;

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

    /// <summary>No address that a SCIM user could have.</summary>
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
}
