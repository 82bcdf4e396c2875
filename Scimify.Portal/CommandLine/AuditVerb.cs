using System.CommandLine;
using System.Security.Cryptography;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Evidence.Packs;

namespace Scimify.Portal.CommandLine;

/// <summary>
/// <c>audit verify</c> checks entry by entry that nobody altered the audit log, and <c>audit verify-pack</c> that an evidence pack is what was
/// written.
/// </summary>
internal static class AuditVerb
{
    public static Command Command(Terminal terminal)
    {
        var noted = new Option<string?>("--contains") { Description = "A hash that an earlier run printed, which must still be part of a chain.", HelpName = "HASH" };
        noted.Validators.Add(result =>
        {
            if (result.Tokens is [var hash] && !(hash.Value.Length == 64 && hash.Value.All(char.IsAsciiHexDigitLower)))
            {
                result.AddError($"--contains must be a hash of 64 characters from 0 to 9 and a to f, but is '{hash.Value}'");
            }
        });
        var verify = new Command("verify", "Check the chain of every organization's audit log, and report where it breaks.") { noted };
        verify.SetAction((result, ct) => Verb.RunAsync(terminal, () => VerifyAsync(result.GetValue(noted), terminal, ct)));
        return new Command("audit", "The audit log and what is taken from it.") { verify, PackCommand(terminal) };
    }

    private static Command PackCommand(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The evidence pack." };
        var key = new Option<string?>("--key") { Description = "A file with the public key of the installation that made it. Default: the key of this one.", HelpName = "FILE" };
        var command = new Command("verify-pack", "Check that an evidence pack is what an installation wrote, every byte of it.") { file, key };
        command.SetAction((result, ct) => Verb.RunAsync(terminal, () => VerifyPackAsync(result.GetRequiredValue(file), result.GetValue(key), terminal, ct)));
        return command;
    }

    private static async Task VerifyPackAsync(string file, string? keyFile, Terminal terminal, CancellationToken ct)
    {
        var (pack, key) = (FilePath.Require("FILE", file), keyFile is null ? null : FilePath.Require("--key", keyFile));
        var pem = key is null ? await OwnKeyAsync(terminal, ct) : await FilePath.GuardAsync(key, () => File.ReadAllTextAsync(key, ct));
        var manifest = await FilePath.GuardAsync(pack, () => Task.FromResult(Verify(pack, pem)));
        await terminal.Output.WriteLineAsync(
            $"""
            The pack is what Scimify {manifest.Product.Version} wrote for {manifest.Organization.Name}, made by {manifest.Made.By} on {Time(manifest.Made.At)}.
            Logs: {(manifest.Period.From is { } from ? $"from {Time(from)}" : "from their beginning")} to {Time(manifest.Period.To)}. Lists: {manifest.Files.Count}.
            Audit chain: {manifest.AuditChain.Entries} entries up to the hash {manifest.AuditChain.Hash}.
            """);
    }

    private static PackManifest Verify(string pack, string pem)
    {
        try
        {
            using var content = File.OpenRead(pack);
            return PackVerifier.Verify(content, pem);
        }
        catch (InvalidDataException e)
        {
            throw new VerbException($"{pack} is not a pack that this key signed: {e.Message}");
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new VerbException("--key must be a file with a public key in PEM, as /.well-known/scimify-evidence.pem has it");
        }
    }

    private static string Time(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";

    private static async Task<string> OwnKeyAsync(Terminal terminal, CancellationToken ct)
    {
        await using var services = await CommandServices.OpenAsync(terminal, ct);
        return await new EvidenceKey(services.GetRequiredService<IServerKeyStore>()).PublicPemAsync(ct);
    }

    private static async Task VerifyAsync(string? noted, Terminal terminal, CancellationToken ct)
    {
        await using var services = await CommandServices.OpenAsync(terminal, ct);
        var reports = await new AuditVerifier(services.GetRequiredService<ScimifyDatabase>(), services.GetRequiredService<TimeProvider>()).VerifyAsync(noted, ct);
        foreach (var report in reports)
        {
            await terminal.Output.WriteLineAsync(Words(report));
        }

        var problems = reports.Where(r => r.Break is not null).Select(r => $"{r.Organization}: the audit log is not what was written: {r.Break}.").ToList();
        if (noted is not null && !reports.Any(r => r.HasNoted))
        {
            problems.Add($"No chain contains the hash {noted}. Entries were rewritten, a backup was restored since, or retention deleted it.");
        }

        if (problems.Count > 0)
        {
            throw new VerbException(string.Join(Environment.NewLine, problems));
        }
    }

    private static string Words(AuditChainReport report)
    {
        var count = report.Break is null ? Entries(report.Entries, "is right", "are right") : $"{Entries(report.Entries, "is", "are")} right up to the break";
        var last = report.Last is { } at ? $", the last of {Time(at)} with the hash {report.Hash}" : "";
        var erased = report.Erased > 0 ? $"; in {report.Erased} of them, what named people was erased" : "";
        var forgotten = report.Forgotten > 0 ? $"; {Entries(report.Forgotten, "was", "were")} deleted by retention, the last of {report.ForgottenUntil:yyyy-MM-dd}" : "";
        return $"{report.Organization}: {count}{last}{erased}{forgotten}.";
    }

    private static string Entries(long count, string one, string many) => count == 1 ? $"1 entry {one}" : $"{count} entries {many}";
}
