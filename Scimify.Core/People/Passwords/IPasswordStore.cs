namespace Scimify.Core.People.Passwords;

/// <summary>Reads passwords and links. Changes go through <see cref="IPeopleStore.ChangeAsync"/>.</summary>
public interface IPasswordStore
{
    /// <summary>Null if there is no such person.</summary>
    Task<StoredPassword?> FindAsync(Guid personId, CancellationToken ct);

    /// <summary>Also of a link that has expired, or of a person who is locked.</summary>
    Task<OpenedLink?> FindLinkAsync(string hash, CancellationToken ct);
}

/// <param name="Hash">Null if the person has been invited and has set none yet.</param>
/// <param name="Organization">The name of the person's organization.</param>
public sealed record StoredPassword(string? Hash, string Email, string Organization)
{
    public override string ToString() => nameof(StoredPassword);
}

/// <summary>Hashes a text with a key of the installation, so that the database alone does not tell it and cannot be used to check a guess.</summary>
public interface IKeyedHash
{
    ValueTask<string> OfAsync(string text, CancellationToken ct);
}
