using System.CommandLine;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Portal.CommandLine;

/// <summary><c>audit verify</c>: checks entry by entry that nobody altered the audit log.</summary>
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
        return new Command("audit", "The audit log.") { verify };
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
        var last = report.Last is { } at ? $", the last of {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC with the hash {report.Hash}" : "";
        var forgotten = report.Forgotten > 0 ? $"; {Entries(report.Forgotten, "was", "were")} deleted by retention, the last of {report.ForgottenUntil:yyyy-MM-dd}" : "";
        return $"{report.Organization}: {count}{last}{forgotten}.";
    }

    private static string Entries(long count, string one, string many) => count == 1 ? $"1 entry {one}" : $"{count} entries {many}";
}
