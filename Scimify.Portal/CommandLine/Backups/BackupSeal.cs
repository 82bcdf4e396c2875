using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>
/// Seals a manifest, and through its hashes the whole backup, with a key of the key ring: the SHA-256 of the manifest, protected
/// by ASP.NET Core Data Protection (AES-256-CBC and HMAC-SHA256, a key of its own for this purpose). Reads the ring and never writes it.
/// </summary>
/// <param name="settings">The certificate that opens the ring, if it has one.</param>
/// <param name="folder">The folder of the ring.</param>
internal sealed class BackupSeal(ScimifySettings settings, string folder)
{
    /// <summary>Of its own: nothing else that the ring protects can be passed off as a seal.</summary>
    private const string Purpose = "Scimify.Backup.Seal.v1";

    private const int KeyIdOffset = sizeof(uint);
    private const int KeyIdBytes = 16;

    /// <exception cref="VerbException">There is no key, or it does not open.</exception>
    public string Of(byte[] manifest)
    {
        try
        {
            return Base64Url.EncodeToString(WithRing(ring => ring.Protect(SHA256.HashData(manifest))));
        }
        catch (CryptographicException e)
        {
            throw new VerbException($"The key ring in {folder} has no key that could seal the backup ({(e.InnerException ?? e).Message}). Start the server once, or give a passphrase: then no key is needed.");
        }
    }

    /// <summary>Whether the ring has the key of a seal, so that it can tell a good seal from a wrong one.</summary>
    public bool HasKeyOf(string seal) => KeyOf(seal) is { } key && File.Exists(Path.Combine(folder, $"key-{key:D}.xml"));

    /// <returns>False if the manifest is not the one that was sealed, or the key does not open.</returns>
    public bool Fits(string seal, byte[] manifest)
    {
        try
        {
            var sealedHash = Base64Url.DecodeFromChars(seal);
            return CryptographicOperations.FixedTimeEquals(WithRing(ring => ring.Unprotect(sealedHash)), SHA256.HashData(manifest));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The payload of Data Protection begins with four fixed bytes and the ID of the key.</summary>
    private static Guid? KeyOf(string seal)
    {
        var payload = new byte[Base64Url.GetMaxDecodedLength(seal.Length)];
        return Base64Url.TryDecodeFromChars(seal, payload, out var length) && length >= KeyIdOffset + KeyIdBytes
            ? new Guid(payload.AsSpan(KeyIdOffset, KeyIdBytes))
            : null;
    }

    private byte[] WithRing(Func<IDataProtector, byte[]> use)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddScimifyKeyRing(settings with { KeyRing = settings.KeyRing with { Folder = folder } });
        services.Configure<KeyManagementOptions>(options => options.AutoGenerateKeys = false);
        using var provider = services.BuildServiceProvider();
        return use(provider.GetDataProtector(Purpose));
    }
}
