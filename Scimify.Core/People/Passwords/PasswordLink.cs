namespace Scimify.Core.People.Passwords;

/// <summary>
/// A one-time link with which a person sets a password that nobody else has seen, or makes an account at a provider their way in. A
/// person has at most one: a new one ends the one before. A lock, a removal and every new password end it too.
/// </summary>
public sealed class PasswordLink
{
    public Guid PersonId { get; set; }

    /// <summary>The keyed hash of the secret in the link. The secret itself is stored nowhere.</summary>
    public required string Hash { get; set; }

    /// <summary>Whether the person had no password when it was made. Otherwise the present one goes on until the link is used.</summary>
    public bool IsInvitation { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Who made it, by value.</summary>
    public required string CreatedBy { get; set; }
}

/// <summary>A link that waits, as lists show it.</summary>
public sealed record PasswordLinkView(bool IsInvitation, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string CreatedBy);

/// <summary>What a link opens, for whoever has it.</summary>
/// <param name="Organization">The name of the person's organization.</param>
/// <param name="IsBreakGlass">Whether the person may sign in with a password although people sign in with providers only.</param>
public sealed record OpenedLink(
    Guid PersonId, string Email, int OrganizationKey, Guid OrganizationId, string Organization, PortalRole Role, bool IsInvitation, DateTimeOffset ExpiresAt, bool IsBreakGlass)
{
    /// <summary>The keyed hash of the secret, for a way on that must not carry the secret itself.</summary>
    public required string Hash { get; init; }

    public override string ToString() => $"OpenedLink {{ {PersonId} }}";
}

/// <summary>A link that has just been made.</summary>
/// <param name="Secret">Shown once.</param>
public sealed record IssuedLink(Guid PersonId, string Email, bool IsInvitation, DateTimeOffset ExpiresAt, string Secret)
{
    public override string ToString() => $"IssuedLink {{ {PersonId} }}";
}
