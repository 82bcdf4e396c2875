using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>
/// An encrypted backup: a line that names the format, a salt, and chunks of AES-256-GCM. The key comes from the passphrase and the
/// salt, so that no two files share one. The nonce of a chunk is its number (11 bytes, highest first) and a byte that says whether
/// it is the last: chunks that are missing, moved, repeated or added do not open. Line and salt are authenticated with each chunk.
/// This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as age uses it.
/// </summary>
internal sealed class BackupCipher : IDisposable
{
    public const int ChunkBytes = 64 * 1024;
    public const int TagBytes = 16;
    public const int SaltBytes = 16;

    /// <summary>OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256.</summary>
    private const int Iterations = 600_000;

    private const int KeyBytes = 32;

    private readonly AesGcm _aes;
    private readonly byte[] _header;
    private readonly byte[] _nonce = new byte[12];
    private ulong _chunks;

    public BackupCipher(string passphrase, ReadOnlySpan<byte> salt)
    {
        _header = [.. Line, .. salt];
        var secret = Encoding.UTF8.GetBytes(passphrase);
        var key = Rfc2898DeriveBytes.Pbkdf2(secret, salt, Iterations, HashAlgorithmName.SHA256, KeyBytes);
        _aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>How an encrypted backup begins.</summary>
    public static ReadOnlySpan<byte> Line => "scimify-backup encrypted v1 pbkdf2-hmac-sha256 600000 aes-256-gcm\n"u8;

    /// <summary>Line and salt.</summary>
    public ReadOnlySpan<byte> Header => _header;

    /// <param name="sealedChunk">As long as the text and <see cref="TagBytes"/>.</param>
    public void Encrypt(ReadOnlySpan<byte> text, bool isLast, Span<byte> sealedChunk) =>
        _aes.Encrypt(NextNonce(isLast), text, sealedChunk[..text.Length], sealedChunk[text.Length..], _header);

    /// <exception cref="AuthenticationTagMismatchException">The passphrase is another, or the chunk is not the one that was written here.</exception>
    public void Decrypt(ReadOnlySpan<byte> sealedChunk, bool isLast, Span<byte> text) =>
        _aes.Decrypt(NextNonce(isLast), sealedChunk[..^TagBytes], sealedChunk[^TagBytes..], text, _header);

    public void Dispose() => _aes.Dispose();

    private byte[] NextNonce(bool isLast)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_nonce.AsSpan(3), _chunks++);
        _nonce[^1] = isLast ? (byte)1 : (byte)0;
        return _nonce;
    }
}
