using System.Security.Cryptography;
using System.Text;
using Scimify.Core.People.Passwords;

namespace Scimify.Core.Tokens;

/// <summary>
/// Hashes secrets with the installation's key. The secrets have 128 random bits, so a fast hash is enough. Because of the key,
/// a stolen database cannot even be used to check a guess.
/// </summary>
public sealed class TokenHasher(IServerKeyStore keys) : IKeyedHash
{
    private const string KeyName = "token-hash";
    private const int KeyBytes = 32;
    private volatile HashKey? _key;

    /// <summary>Reads or creates the key, so that a lost key ring is noticed at the start and not at the first request.</summary>
    /// <exception cref="CryptographicException">The key ring that protected the key is missing.</exception>
    public async Task LoadAsync(CancellationToken ct)
    {
        var bytes = await keys.GetOrCreateAsync(KeyName, KeyBytes, ct);
        _key = new HashKey(Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4)), bytes);
    }

    public async ValueTask<TokenHash> HashAsync(string secret, CancellationToken ct)
    {
        if (_key is null)
        {
            await LoadAsync(ct);
        }

        return Hash(_key!.Bytes, secret);
    }

    /// <summary>The form in the database: key ID, a dot, and the hash in hex.</summary>
    public async ValueTask<string> StoredFormAsync(TokenHash hash, CancellationToken ct)
    {
        if (_key is null)
        {
            await LoadAsync(ct);
        }

        return $"{_key!.Id}.{hash}";
    }

    /// <summary>The stored form of the text's hash. A text with little in it, such as an e-mail address, can be guessed only with the key.</summary>
    public async ValueTask<string> OfAsync(string text, CancellationToken ct) => await StoredFormAsync(await HashAsync(text, ct), ct);

    private static TokenHash Hash(byte[] key, string secret)
    {
        Span<byte> text = stackalloc byte[256];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (Encoding.UTF8.TryGetBytes(secret, text, out var length))
        {
            HMACSHA256.HashData(key, text[..length], hash);
        }
        else
        {
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(secret), hash);
        }

        return TokenHash.FromBytes(hash);
    }

    private sealed record HashKey(string Id, byte[] Bytes);
}
