namespace Scimify.Core.Directory.Mappings;

/// <summary>
/// What an integration has mapped. Every SCIM write reads this row in its transaction, and saving changes it: so each user
/// is written either by the new mappings, or before the sweep comes by.
/// </summary>
public sealed class IntegrationMappings
{
    public int IntegrationKey { get; set; }

    /// <summary>Moves with every save; 0 before the first.</summary>
    public long Version { get; set; }

    /// <summary>JSON of the attribute mappings; null without any.</summary>
    public string? Attributes { get; set; }
}

/// <summary>How far background work on mappings is; apart from the mappings themselves, which every SCIM write holds.</summary>
public sealed class MappingProgress
{
    public int IntegrationKey { get; set; }

    /// <summary>Users up to this key have been brought to the mappings; null: all of them.</summary>
    public long? SweptTo { get; set; }

    /// <summary>The comparison has read the attribute values of users up to this key; the next one goes on from there.</summary>
    public long ComparedTo { get; set; }
}
