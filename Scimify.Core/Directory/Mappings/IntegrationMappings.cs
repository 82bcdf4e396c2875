namespace Scimify.Core.Directory.Mappings;

/// <summary>
/// An integration's mappings. Every SCIM write reads this row in its transaction, and saving mappings changes it. So each user
/// is either written with the new mappings, or written before the sweep comes by.
/// </summary>
public sealed class IntegrationMappings
{
    public int IntegrationKey { get; set; }

    /// <summary>Moves with every save; 0 before the first.</summary>
    public long Version { get; set; }

    /// <summary>JSON of the attribute mappings; null for none.</summary>
    public string? Attributes { get; set; }
}

/// <summary>The progress of background work on mappings. It is separate from the mappings because every SCIM write locks those.</summary>
public sealed class MappingProgress
{
    public int IntegrationKey { get; set; }

    /// <summary>Users up to this key have the current mappings; null once all have.</summary>
    public long? SweptTo { get; set; }

    /// <summary>The last comparison has read the attribute values of users up to this key. The next one continues from there.</summary>
    public long ComparedTo { get; set; }
}
