using System.Globalization;
using System.Net;
using Scimify.Core.Saml;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>SAML beside SCIM, and what this server stands on.</summary>
internal static class ServerChecks
{
    private const long Gibibyte = 1L << 30;
    private const long FewBytes = Gibibyte;
    private const long TooFewBytes = Gibibyte / 10;

    /// <summary>Looker and identity providers allow a few minutes in what they sign; the header Date has whole seconds.</summary>
    private static readonly TimeSpan NoticedOffset = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan WrongOffset = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OldBackup = TimeSpan.FromDays(7);

    public static DoctorSection Saml(Guid integrationId, SamlCheck? check) => new("saml", "SAML beside SCIM", [SamlOf(check) with { Href = $"integrations/{integrationId}/saml/conflicts" }]);

    public static DoctorSection Of(ScimifySettings settings, ServerFacts facts) => new("server", "This server",
        [Clock(facts), PublicUrl(settings), Proxy(settings, facts), Disk(facts), Backup(facts)]);

    private static DoctorCheck SamlOf(SamlCheck? check)
    {
        const string title = "Logins and SCIM agree";
        if (check?.At is not { } at)
        {
            return new("conflicts", title, CheckResult.Unknown, check?.Problem ?? "No conflict check has run yet. It runs once a day.");
        }

        var findings = check.Parse();
        return (check.Alarms, findings.Count) switch
        {
            (> 0, _) => new("conflicts", title, CheckResult.Failed, $"{Times.Count(check.Alarms, "setting")} of SAML would undo what SCIM built."),
            (_, > 0) => new("conflicts", title, CheckResult.Attention, $"{Times.Count(findings.Count, "finding")} at {Times.Utc(at)}."),
            _ => new("conflicts", title, CheckResult.Passed, $"Nothing was found at {Times.Utc(at)}."),
        };
    }

    private static DoctorCheck Clock(ServerFacts facts)
    {
        const string title = "Clocks agree";
        if (facts.LookerClockOffset is not { } offset)
        {
            return new("clock", title, CheckResult.Unknown, "Looker's clock is not known.");
        }

        var detail = string.Create(CultureInfo.InvariantCulture, $"Looker's clock is {Math.Abs(offset.TotalSeconds):0} s {(offset < TimeSpan.Zero ? "behind" : "ahead")}, with whole seconds.");
        var result = offset.Duration() > WrongOffset ? CheckResult.Failed : offset.Duration() > NoticedOffset ? CheckResult.Attention : CheckResult.Passed;
        return new("clock", title, result, detail) { Advice = result == CheckResult.Passed ? null : "Let this server synchronize its clock (NTP)." };
    }

    private static DoctorCheck PublicUrl(ScimifySettings settings) => settings.PublicAddress switch
    {
        null => new("publicUrl", "Public URL", CheckResult.Attention, "It is not set, so addresses follow each request.")
        {
            Advice = "Set Scimify:PublicUrl to the address that the identity provider and browsers use.",
        },
        { IsHttps: false } => new("publicUrl", "Public URL", CheckResult.Attention, $"{settings.PublicUrl} is for this machine only."),
        _ => new("publicUrl", "Public URL", CheckResult.Passed, settings.PublicUrl!),
    };

    private static DoctorCheck Proxy(ScimifySettings settings, ServerFacts facts)
    {
        const string title = "Proxy headers";
        if (settings.ForwardedHeaders.Enabled)
        {
            return new("proxy", title, CheckResult.Passed, $"{Times.Count(settings.ForwardedHeaders.ProxiesInChain, "proxy", "proxies")} in front may say where a call comes from.");
        }

        return facts.Callers.Count > 0 && facts.Callers.All(IsInside)
            ? new("proxy", title, CheckResult.Attention, $"Every call came from inside the network ({string.Join(", ", facts.Callers.Take(3))}), which is how a proxy looks.")
            {
                Advice = "If a proxy is in front, set Scimify:ForwardedHeaders:Enabled, and its address. Otherwise limits and networks of tokens see the proxy alone.",
            }
            : new("proxy", title, CheckResult.Passed, "Off: calls come from where they say.");
    }

    private static DoctorCheck Disk(ServerFacts facts)
    {
        var detail = string.Create(CultureInfo.InvariantCulture, $"{(double)facts.FreeBytes / Gibibyte:0.0} GiB are free where the data directory is.");
        var result = facts.FreeBytes < TooFewBytes ? CheckResult.Failed : facts.FreeBytes < FewBytes ? CheckResult.Attention : CheckResult.Passed;
        return new("disk", "Disk", result, detail) { Advice = result == CheckResult.Passed ? null : "Make room, or move the data directory." };
    }

    private static DoctorCheck Backup(ServerFacts facts) => facts.BackupAt switch
    {
        null => new("backup", "Backup", CheckResult.Attention, "scimify backup has never been run.") { Advice = "Run it by schedule, unless the database is backed up in another way." },
        { } at when facts.Now - at > OldBackup => new("backup", "Backup", CheckResult.Attention, $"The last one is of {Times.Utc(at)}.") { Advice = "Run scimify backup by schedule." },
        { } at => new("backup", "Backup", CheckResult.Passed, $"The last one is of {Times.Utc(at)}."),
    };

    private static bool IsInside(string address) => IPAddress.TryParse(address, out var parsed)
        && (IPAddress.IsLoopback(parsed) || parsed.IsIPv6LinkLocal || parsed.IsIPv6UniqueLocal || parsed.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, _, _]);
}

/// <summary>What the checks of the server are made from.</summary>
/// <param name="LookerClockOffset">How far Looker's clock is ahead; null if it is not known.</param>
/// <param name="Callers">The addresses of the integration's last writes.</param>
/// <param name="FreeBytes">Where the data directory is.</param>
/// <param name="BackupAt">Of the newest backup; null for none.</param>
internal sealed record ServerFacts(TimeSpan? LookerClockOffset, IReadOnlyList<string> Callers, long FreeBytes, DateTimeOffset? BackupAt, DateTimeOffset Now);
