namespace Scimify.Core.Tokens;

/// <summary>The installation's own keys, stored encrypted in the database and shared by its nodes.</summary>
public interface IServerKeyStore
{
    /// <summary>The key of that name. The first call creates it; if several processes do so at once, all get the one that was stored.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key ring that protected it is missing.</exception>
    Task<byte[]> GetOrCreateAsync(string name, int bytes, CancellationToken ct);
}
