namespace Scimify.Core.People.Sessions;

/// <summary>A sign-in at the console that has not ended. Its cookie opens nothing once the row is gone.</summary>
public sealed class PersonSession
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    public Person? Person { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>However much it is used.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Moves at most once a minute.</summary>
    public DateTimeOffset LastUsedAt { get; set; }

    /// <summary>Such as <c>password</c> or <c>passkey</c>.</summary>
    public required string How { get; set; }

    /// <summary>Remote address of the sign-in.</summary>
    public string? Address { get; set; }

    /// <summary>What the browser says of itself at the sign-in, cut off.</summary>
    public string? Device { get; set; }

    /// <summary>The provider that signed the person in; null for a password or a passkey.</summary>
    public Guid? ProviderId { get; set; }

    /// <summary>As of <see cref="ProviderSession"/>; null without a provider.</summary>
    public string? ProviderIssuer { get; set; }

    /// <inheritdoc cref="ProviderIssuer"/>
    public string? ProviderSubject { get; set; }

    /// <summary>As of <see cref="ProviderSession"/>.</summary>
    public string? ProviderSid { get; set; }
}

/// <summary>What a provider calls a session and its person. A logout at the provider ends the session by these names (OpenID Connect Back-Channel Logout 1.0).</summary>
/// <param name="Provider">Which one it is here.</param>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Subject"><c>sub</c>, also for Entra.</param>
/// <param name="Sid"><c>sid</c>; null if the provider does not name its sessions.</param>
public sealed record ProviderSession(Guid Provider, string Issuer, string Subject, string? Sid);

/// <summary>What a provider wants to end.</summary>
/// <param name="Provider">Which one asks.</param>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Subject"><c>sub</c>: all sessions of this person, unless <paramref name="Sid"/> names one. Null if only <paramref name="Sid"/> does.</param>
/// <param name="Sid"><c>sid</c>; null for all sessions of the subject.</param>
/// <param name="TokenHash">Of the logout token, which is used up.</param>
/// <param name="TokenUntil">When the token would be refused anyway.</param>
public sealed record ProviderLogout(Guid Provider, string Issuer, string? Subject, string? Sid, string TokenHash, DateTimeOffset TokenUntil);

/// <param name="Id">The session.</param>
/// <param name="PersonId">Whose it is.</param>
/// <param name="ExpiresAt">However much it is used.</param>
/// <param name="LastUsedAt">As it is stored, which may be a minute late.</param>
/// <param name="Idle">It ends after this time without use.</param>
/// <param name="IsOfProvider">Whether a provider signed the person in.</param>
public sealed record SessionState(Guid Id, Guid PersonId, DateTimeOffset ExpiresAt, DateTimeOffset LastUsedAt, TimeSpan Idle, bool IsOfProvider);

/// <param name="Id">The session.</param>
/// <param name="PersonId">Whose it is.</param>
/// <param name="Email">Theirs.</param>
/// <param name="Device">What the browser says of itself; null if nothing.</param>
/// <param name="Address">Remote address of the sign-in.</param>
public sealed record EndedSession(Guid Id, Guid PersonId, string Email, string? Device, string? Address);
