namespace Scimify.Core.People.Factors;

/// <summary>A person's authenticator app, with the recovery codes that stand in for it.</summary>
public sealed class AuthenticatorApp
{
    public Guid PersonId { get; set; }

    public Person? Person { get; set; }

    /// <summary>Encrypted with the key ring.</summary>
    public required string ProtectedKey { get; set; }

    /// <summary>The hashes of the codes that are left, encrypted with the key ring.</summary>
    public required string ProtectedCodes { get; set; }

    public DateTimeOffset AddedAt { get; set; }

    /// <summary>The step of the last code that was accepted. Neither it nor an earlier one is accepted again.</summary>
    public long LastStep { get; set; }

    /// <summary>Wrong codes since <see cref="TriesSince"/>.</summary>
    public int Tries { get; set; }

    public DateTimeOffset TriesSince { get; set; }
}
