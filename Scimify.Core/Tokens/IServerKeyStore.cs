namespace Scimify.Core.Tokens;

/// <summary>Keys of the installation itself, kept encrypted in the database and shared by its nodes.</summary>
public interface IServerKeyStore
{
    /// <summary>The key of that name; made at the first call. Where several processes make it at once, all get the one that was stored.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key ring that protected it is not at hand.</exception>
    Task<byte[]> GetOrCreateAsync(string name, int bytes, CancellationToken ct);
}
