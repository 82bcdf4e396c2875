namespace Scimify.Core.Tokens;

/// <summary>One of the installation's own secrets, such as the key of the token hash. Data Protection encrypts it.</summary>
public sealed class ServerSecret
{
    public required string Name { get; set; }

    public required string ProtectedValue { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
