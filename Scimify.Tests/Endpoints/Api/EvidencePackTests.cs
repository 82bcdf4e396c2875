using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Features.Evidence.Packs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>An evidence pack: complete, signed, and verified without trusting who hands it over.</summary>
public sealed class EvidencePackTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Has_every_list_in_both_formats_and_says_in_its_manifest_what_each_holds()
    {
        var integration = await world.IntegrationAsync(mode: IntegrationMode.Paused);

        var pack = await PackAsync();
        var manifest = PackVerifier.Verify(new MemoryStream(pack), await KeyAsync());

        var folder = manifest.Integrations.Single(i => i.Uuid == integration.Id).Folder;
        string[] lists = ["access", "access-changes", "audit-log", "leavers", "movers", "provisioning-log", .. new[] { "groups", "looker-inventory", "memberships", "users" }.Select(list => $"{folder}/{list}")];
        Assert.Superset(lists.SelectMany(list => new[] { $"{list}.csv", $"{list}.jsonl" }).ToHashSet(), manifest.Files.Select(f => f.Name).ToHashSet());
        using var zip = new ZipArchive(new MemoryStream(pack));
        foreach (var file in manifest.Files)
        {
            var text = await TextAsync(zip, file.Name);
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - (file.Name.EndsWith(".csv", StringComparison.Ordinal) ? 1 : 0);
            Assert.Equal((file.Rows, file.Bytes), (lines, Encoding.UTF8.GetByteCount(text)));
        }

        var audit = manifest.Files.Single(f => f.Name == "audit-log.jsonl");
        Assert.True(audit.Rows > 0);
        Assert.Contains("\"export.create\"", await TextAsync(zip, audit.Name), StringComparison.Ordinal);
        Assert.True(manifest.AuditChain.Entries >= audit.Rows);
        Assert.Equal(64, manifest.AuditChain.Hash.Length);
    }

    [Fact]
    public async Task The_period_narrows_the_logs_and_the_end_is_never_in_the_future()
    {
        await world.IntegrationAsync(mode: IntegrationMode.Paused);

        var manifest = PackVerifier.Verify(new MemoryStream(await PackAsync("?from=1999-01-01T00:00:00Z&to=1999-02-01T00:00:00Z")), await KeyAsync());

        Assert.Equal(0, manifest.Files.Single(f => f.Name == "audit-log.jsonl").Rows);
        Assert.Equal(new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero), manifest.Period.From);
        Assert.True(PackVerifier.Verify(new MemoryStream(await PackAsync("?to=2999-01-01T00:00:00Z")), await KeyAsync()).Period.To <= manifest.Made.At.AddMinutes(5));
    }

    [Fact]
    public async Task Is_noted_before_the_first_byte_and_with_what_was_signed_at_the_end()
    {
        var pack = await PackAsync();
        using var zip = new ZipArchive(new MemoryStream(pack));
        var sums = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(await TextAsync(zip, PackManifest.SumsName))));

        var entries = (await world.Owner.GetAsync("/audit-log?q=Evidence+pack&pageSize=2")).Items.ToList();

        Assert.Equal(["evidence.create", "export.create"], entries.Select(e => e.GetProperty("action").GetString()));
        Assert.Equal(sums, entries[0].GetProperty("after").GetProperty("sumsSha256").GetString());
    }

    [Fact]
    public async Task Somebody_who_may_not_read_logs_and_directory_gets_none()
    {
        Assert.Equal(403, (await world.As(PortalRole.TokenManager).GetAsync("/evidence-pack")).Status);
    }

    [Theory]
    [InlineData("a changed list")]
    [InlineData("a changed manifest")]
    [InlineData("changed sums")]
    [InlineData("a missing list")]
    [InlineData("one file more")]
    [InlineData("a name twice")]
    [InlineData("another key")]
    [InlineData("no signature")]
    [InlineData("cut off")]
    [InlineData("no zip")]
    public async Task What_was_tampered_with_is_refused_by_us_and_by_the_independent_script(string how)
    {
        var key = await KeyAsync();
        var pack = Tamper(await PackAsync(), how);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = how == "another key" ? EvidenceKey.PemOf(other) : key;

        Assert.Throws<InvalidDataException>(() => PackVerifier.Verify(new MemoryStream(pack), pem));
        Assert.Equal(1, (await ScriptAsync(pack, pem)).Code);
    }

    [Fact]
    public async Task The_independent_script_verifies_an_untouched_pack()
    {
        var (code, output) = await ScriptAsync(await PackAsync(), await KeyAsync());
        Assert.Equal((0, true), (code, output.Contains("Verified: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_key_is_the_same_for_everybody_and_for_ever()
    {
        var key = await KeyAsync();
        using var read = ECDsa.Create();
        read.ImportFromPem(key);
        Assert.Equal(256, read.KeySize);
        Assert.Equal(key, await KeyAsync());
        using var zip = new ZipArchive(new MemoryStream(await PackAsync()));
        Assert.Equal(key, await TextAsync(zip, PackManifest.KeyName));
        var manifest = JsonDocument.Parse(await TextAsync(zip, PackManifest.FileName)).RootElement;
        Assert.Equal(EvidenceKey.FingerprintOf(read), manifest.GetProperty("signature").GetProperty("keySha256").GetString());
    }

    private Task<byte[]> PackAsync(string query = "") => world.As(PortalRole.Auditor).FileAsync("/evidence-pack" + query);

    private async Task<string> KeyAsync()
    {
        using var anonymous = world.App.NewClient();
        return await anonymous.GetStringAsync("/.well-known/scimify-evidence.pem", Ct);
    }

    private static byte[] Tamper(byte[] pack, string how)
    {
        if (how is "cut off" or "no zip")
        {
            return how == "cut off" ? pack[..(pack.Length / 2)] : "PK, or not"u8.ToArray();
        }

        using var changed = new MemoryStream();
        changed.Write(pack);
        using (var zip = new ZipArchive(changed, ZipArchiveMode.Update, leaveOpen: true))
        {
            switch (how)
            {
                case "a changed list":
                    Append(zip, "audit-log.csv");
                    break;
                case "a changed manifest":
                    Append(zip, PackManifest.FileName);
                    break;
                case "changed sums":
                    Append(zip, PackManifest.SumsName);
                    break;
                case "a missing list":
                    zip.GetEntry("audit-log.jsonl")!.Delete();
                    break;
                case "one file more":
                    Append(zip, "audit-log-2.csv");
                    break;
                case "a name twice":
                    using (var twin = zip.CreateEntry("audit-log.csv").Open())
                    {
                        twin.Write("x"u8);
                    }

                    break;
                case "no signature":
                    zip.GetEntry(PackManifest.SignatureName)!.Delete();
                    break;
            }
        }

        return changed.ToArray();
    }

    private static void Append(ZipArchive zip, string name)
    {
        using var content = (zip.GetEntry(name) ?? zip.CreateEntry(name)).Open();
        content.Seek(0, SeekOrigin.End);
        content.Write(" \n"u8);
    }

    private static async Task<(int Code, string Output)> ScriptAsync(byte[] pack, string pem)
    {
        using var folder = new TempFolder();
        var (file, key) = (Path.Combine(folder.Path, "pack.zip"), Path.Combine(folder.Path, "key.pem"));
        await File.WriteAllBytesAsync(file, pack, Ct);
        await File.WriteAllTextAsync(key, pem, Ct);
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "tools", "verify-pack"), [file, key]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = script.StandardOutput.ReadToEndAsync(Ct);
        var errors = script.StandardError.ReadToEndAsync(Ct);
        await script.WaitForExitAsync(Ct);
        return (script.ExitCode, await output + await errors);
    }

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync(Ct);
    }
}
