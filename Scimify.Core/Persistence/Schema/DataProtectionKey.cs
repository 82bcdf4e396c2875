namespace Scimify.Core.Persistence.Schema;

/// <summary>One element of the Data Protection key ring, for nodes that share a PostgreSQL database.</summary>
public sealed class DataProtectionKey
{
    public int Key { get; set; }

    public string? FriendlyName { get; set; }

    public required string Xml { get; set; }
}
