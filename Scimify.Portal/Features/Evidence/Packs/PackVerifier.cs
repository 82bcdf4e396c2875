using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>Checks that an evidence pack is what an installation wrote: every byte, and nothing besides.</summary>
internal static class PackVerifier
{
    /// <summary>Far more than a list of files takes.</summary>
    private const int MaxListBytes = 4 * 1024 * 1024;

    private static readonly string[] Unlisted = [PackManifest.SumsName, PackManifest.SignatureName];

    /// <param name="pack">A zip. Must be seekable.</param>
    /// <param name="publicKey">The installation's key in PEM.</param>
    /// <exception cref="InvalidDataException">The pack is not what was written. The message says why, as a sentence.</exception>
    /// <exception cref="ArgumentException">The key is not a public key in PEM.</exception>
    public static PackManifest Verify(Stream pack, string publicKey)
    {
        using var zip = new ZipArchive(pack, ZipArchiveMode.Read, leaveOpen: true);
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            Require(entries.TryAdd(entry.FullName, entry), $"{entry.FullName} is in the pack twice.");
        }

        var sums = ReadList(entries, PackManifest.SumsName);
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKey);
        Require(
            key.VerifyData(sums, ReadList(entries, PackManifest.SignatureName), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            "The signature is not one of this key: the pack was changed, or another installation made it.");

        var listed = Parse(System.Text.Encoding.UTF8.GetString(sums));
        foreach (var name in entries.Keys.Except(listed.Keys).Except(Unlisted))
        {
            throw new InvalidDataException($"{name} is in the pack, but was not when it was signed.");
        }

        foreach (var (name, sum) in listed)
        {
            Require(entries.TryGetValue(name, out var entry), $"{name} is missing.");
            using var content = entry!.Open();
            Require(Convert.ToHexStringLower(SHA256.HashData(content)) == sum, $"{name} is not what was signed.");
        }

        var manifest = JsonSerializer.Deserialize<PackManifest>(ReadList(entries, PackManifest.FileName), ApiJson.Options);
        Require(manifest?.Format == PackManifest.CurrentFormat, $"The pack has the format {manifest?.Format}, and this version reads {PackManifest.CurrentFormat}.");
        foreach (var file in manifest!.Files)
        {
            Require(listed.GetValueOrDefault(file.Name) == file.Sha256, $"{PackManifest.FileName} and {PackManifest.SumsName} disagree about {file.Name}.");
        }

        return manifest;
    }

    private static byte[] ReadList(Dictionary<string, ZipArchiveEntry> entries, string name)
    {
        Require(entries.TryGetValue(name, out var entry), $"{name} is missing. The pack was cut off, or is none.");
        Require(entry!.Length <= MaxListBytes, $"{name} is longer than {MaxListBytes} bytes.");
        using var content = entry.Open();
        var bytes = new byte[entry.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private static Dictionary<string, string> Parse(string sums)
    {
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in sums.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Require(line.Length > 66 && line[64..66] == "  " && listed.TryAdd(line[66..], line[..64]), $"{PackManifest.SumsName} has a line that it should not have.");
        }

        return listed;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
