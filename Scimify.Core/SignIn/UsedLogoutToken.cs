namespace Scimify.Core.SignIn;

/// <summary>A logout token that was accepted. It is kept as long as it would be accepted again.</summary>
public sealed class UsedLogoutToken
{
    /// <summary>SHA-256 of provider and <c>jti</c>, in lower-case hex.</summary>
    public required string Hash { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}
