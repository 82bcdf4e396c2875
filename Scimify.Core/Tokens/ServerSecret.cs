namespace Scimify.Core.Tokens;

/// <summary>A secret of the installation itself, such as the key of the token hash; protected by Data Protection.</summary>
public sealed class ServerSecret
{
    public required string Name { get; set; }

    public required string ProtectedValue { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
