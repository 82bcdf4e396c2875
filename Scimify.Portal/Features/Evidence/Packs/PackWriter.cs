using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>
/// Writes an evidence pack: a zip with every list as CSV and JSON Lines, a manifest, and a signature over the SHA-256 of every file. It is
/// written while it is read, so that memory does not grow with it.
/// </summary>
public sealed class PackWriter(
    IEnumerable<IPackSource> sources, PackTotalsQuery totals, IntegrationService integrations, EvidenceKey keys, ScimifyDatabase database, ReadTurns turns, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The name of a pack that is made now.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"scimify-evidence-{clock.GetUtcNow():yyyy-MM-dd-HHmm}.zip");

    /// <summary>
    /// Checks what a pack needs, notes it in the audit log, and returns what writes it. What refuses a pack refuses it here. A failure during
    /// the writing leaves a file without a signature.
    /// </summary>
    /// <exception cref="CryptographicException">The key ring that protected the key is missing.</exception>
    public async Task<Func<Stream, CancellationToken, Task>> BeginAsync(Actor actor, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        actor.Require(Permission.ReadDirectory);
        var made = clock.GetUtcNow();
        var period = new PackPeriod(from, to is { } end && end < made ? end : made);
        var key = await keys.OpenAsync(ct);
        var scope = new PackScope(actor, period.From, period.To, PackIntegration.Foldered(await integrations.ListAsync(actor, ct)));
        await NoteAsync(actor.Audit(made, "export.create", Subject(), after: new { format = "zip", filter = period }), ct);
        return async (output, token) =>
        {
            using var signing = key;
            await using var patient = new PatientStream(output);
            await WriteAsync(patient, signing, scope, period, made, token);
            await patient.FlushAsync(token);
        };
    }

    private async Task WriteAsync(Stream output, ECDsa key, PackScope scope, PackPeriod period, DateTimeOffset made, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        var lists = new List<PackedFile>();
        foreach (var file in sources.SelectMany(source => source.Files(scope)).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            foreach (var format in ExportFormat.All)
            {
                lists.Add(await AddAsync(zip, $"{file.Name}.{format.Name}", file.Title, turns.EachAsync(scope.Actor.OrganizationKey, file.Read(format, ct), ct), ct));
            }
        }

        var figures = new List<PackTotals>();
        foreach (var integration in scope.Integrations)
        {
            figures.Add(await totals.TotalsAsync(integration, ct));
        }

        var manifest = new PackManifest(
            PackManifest.CurrentFormat,
            new("Scimify", Version()),
            await totals.OrganizationAsync(scope.Actor.OrganizationKey, ct),
            new(made, scope.Actor.Name, scope.Actor.Kind),
            period,
            await totals.ChainAsync(scope.Actor.OrganizationKey, ct),
            new(EvidenceKey.Algorithm, EvidenceKey.FingerprintOf(key)),
            figures,
            lists);
        PackedFile[] all =
        [
            .. lists,
            await AddTextAsync(zip, PackManifest.FileName, JsonSerializer.Serialize(manifest, Indented) + "\n", ct),
            await AddTextAsync(zip, PackManifest.KeyName, EvidenceKey.PemOf(key), ct),
            await AddTextAsync(zip, PackManifest.ReadMeName, ReadMe(manifest), ct),
        ];
        var sums = string.Concat(all.Select(file => $"{file.Sha256}  {file.Name}\n"));
        await AddTextAsync(zip, PackManifest.SumsName, sums, ct);
        await AddBytesAsync(zip, PackManifest.SignatureName, key.SignData(Utf8.GetBytes(sums), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence), ct);
        await NoteAsync(
            scope.Actor.Audit(clock.GetUtcNow(), "evidence.create", Subject(), after: new { period, files = all.Length, sumsSha256 = Convert.ToHexStringLower(SHA256.HashData(Utf8.GetBytes(sums))) }),
            ct);
    }

    private static async Task<PackedFile> AddAsync(ZipArchive zip, string name, string title, IAsyncEnumerable<ExportText> lines, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (rows, length) = (0L, 0L);
        await using (var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct))
        {
            await foreach (var part in lines.WithCancellation(ct))
            {
                var bytes = Utf8.GetBytes(part.Text);
                hash.AppendData(bytes);
                (rows, length) = (rows + part.Rows, length + bytes.Length);
                await entry.WriteAsync(bytes, ct);
            }
        }

        return new(name, title, rows, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static Task<PackedFile> AddTextAsync(ZipArchive zip, string name, string text, CancellationToken ct) => AddBytesAsync(zip, name, Utf8.GetBytes(text), ct);

    private static async Task<PackedFile> AddBytesAsync(ZipArchive zip, string name, byte[] bytes, CancellationToken ct)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await entry.WriteAsync(bytes, ct);
        return new(name, "", 0, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private Task NoteAsync(AuditEntry entry, CancellationToken ct) => database.WriteAsync(writer => writer.AppendAudit(entry), ct);

    internal static AuditSubject Subject() => new("export", null, "Evidence pack");

    private static string ReadMe(PackManifest manifest) => $"""
        Evidence of {manifest.Organization.Name}, made by Scimify {manifest.Product.Version}.

        {PackManifest.FileName} says what is in this pack: who made it and when, the period of the logs, and rows, bytes and
        SHA-256 of every list. {PackManifest.SumsName} has the SHA-256 of every file, {PackManifest.FileName} included, and
        {PackManifest.SignatureName} is its signature ({EvidenceKey.Algorithm}).

        To verify the pack, get the public key from the installation that made it, at /.well-known/scimify-evidence.pem.
        {PackManifest.KeyName} is a copy of it, but whoever replaces a pack replaces the copy too. Then:

          openssl dgst -sha256 -verify scimify-evidence.pem -signature {PackManifest.SignatureName} {PackManifest.SumsName}
          sha256sum --check {PackManifest.SumsName}

        The SHA-256 of the public key in DER is {manifest.Signature.KeySha256}.

        """.ReplaceLineEndings("\n");

    private static string Version() => typeof(PackWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
