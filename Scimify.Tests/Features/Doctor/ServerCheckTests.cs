using Microsoft.Extensions.Configuration;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Saml;
using Scimify.Portal.Features.Integrations.Doctor;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.Features.Guides;

namespace Scimify.Tests.Features.Doctor;

/// <summary>Each check of the server, of SAML and of Looker, green and not.</summary>
public sealed class ServerCheckTests
{
    private static readonly DateTimeOffset Now = GuideFactsOf.Now;

    [Theory]
    [InlineData(null, CheckResult.Unknown)]
    [InlineData(0, CheckResult.Passed)]
    [InlineData(-5, CheckResult.Passed)]
    [InlineData(6, CheckResult.Attention)]
    [InlineData(-61, CheckResult.Failed)]
    public void Clocks_may_be_a_few_seconds_apart(int? seconds, CheckResult result) =>
        Assert.Equal(result, Server("clock", Facts() with { LookerClockOffset = seconds is { } offset ? TimeSpan.FromSeconds(offset) : null }).Result);

    [Theory]
    [InlineData(2L << 30, CheckResult.Passed)]
    [InlineData(1L << 29, CheckResult.Attention)]
    [InlineData(1L << 20, CheckResult.Failed)]
    public void A_disk_needs_room(long free, CheckResult result) => Assert.Equal(result, Server("disk", Facts() with { FreeBytes = free }).Result);

    [Theory]
    [InlineData(null, CheckResult.Attention)]
    [InlineData(7, CheckResult.Passed)]
    [InlineData(8, CheckResult.Attention)]
    public void A_backup_is_a_week_old_at_most(int? days, CheckResult result) =>
        Assert.Equal(result, Server("backup", Facts() with { BackupAt = days is { } age ? Now.AddDays(-age) : null }).Result);

    [Theory]
    [InlineData(null, CheckResult.Attention)]
    [InlineData("http://localhost:5080", CheckResult.Attention)]
    [InlineData("https://scimify.example.com", CheckResult.Passed)]
    public void A_public_address_is_https(string? url, CheckResult result) =>
        Assert.Equal(result, Server("publicUrl", Facts(), ("Scimify:PublicUrl", url)).Result);

    [Theory]
    [InlineData(false, "198.51.100.7", CheckResult.Passed)]
    [InlineData(false, "10.1.2.3", CheckResult.Attention)]
    [InlineData(false, "10.1.2.3,198.51.100.7", CheckResult.Passed)]
    [InlineData(false, "172.31.0.1,192.168.1.1,fd00::1,127.0.0.1", CheckResult.Attention)]
    [InlineData(false, "172.32.0.1", CheckResult.Passed)]
    [InlineData(false, "", CheckResult.Passed)]
    [InlineData(true, "10.1.2.3", CheckResult.Passed)]
    public void A_proxy_that_nobody_told_of_is_noticed(bool isEnabled, string callers, CheckResult result) => Assert.Equal(
        result,
        Server("proxy", Facts() with { Callers = callers.Split(',', StringSplitOptions.RemoveEmptyEntries) }, ("Scimify:ForwardedHeaders:Enabled", isEnabled ? "true" : "false")).Result);

    [Fact]
    public void Findings_of_SAML_count_by_what_they_do()
    {
        var check = new SamlCheck();
        Assert.Equal(CheckResult.Unknown, Saml(null));
        Assert.Equal(CheckResult.Unknown, Saml(check));
        check.Note([], isEnabled: true, Now);
        Assert.Equal(CheckResult.Passed, Saml(check));
        check.Note([Finding(SamlSeverity.Warning)], isEnabled: true, Now);
        Assert.Equal(CheckResult.Attention, Saml(check));
        check.Note([Finding(SamlSeverity.Blocker)], isEnabled: true, Now);
        Assert.Equal(CheckResult.Failed, Saml(check));

        static CheckResult Saml(SamlCheck? check) => ServerChecks.Saml(Guid.Empty, check).Result;
        static SamlFinding Finding(SamlSeverity severity) => new("groups", severity, "It would.", "groups", 1, 0, null);
    }

    [Theory]
    [InlineData("unreachable", "reach", CheckResult.Failed)]
    [InlineData("tlsFailed", "tls", CheckResult.Failed)]
    [InlineData("credentialsRejected", "credential", CheckResult.Failed)]
    [InlineData("secretUnreadable", "credential", CheckResult.Failed)]
    [InlineData("notAdmin", "administrator", CheckResult.Failed)]
    [InlineData("googleCloudCore", "edition", CheckResult.Attention)]
    [InlineData("rateLimited", "rate", CheckResult.Attention)]
    public void A_problem_of_the_connection_test_stands_at_its_check(string code, string key, CheckResult result)
    {
        var checks = Looker(new LookerTestResult(false, 0, null, null, null, false, [new LookerProblem(code, "Because.")]));

        Assert.Equal((result, "Because."), (checks[key].Result, checks[key].Detail));
        Assert.DoesNotContain(checks.Values, check => check.Result == CheckResult.Passed);
    }

    [Fact]
    public void All_is_green_at_a_Looker_that_is_well() => Assert.All(
        Looker(new LookerTestResult(true, 84, "26.4", "looker", new LookerApiUser("4", "Mira"), true, [])).Values,
        check => Assert.Equal(CheckResult.Passed, check.Result));

    private static Dictionary<string, DoctorCheck> Looker(LookerTestResult test) =>
        LookerChecks.Of(test, GuideFactsOf.Nothing().Integration).Checks.ToDictionary(check => check.Key);

    private static ServerFacts Facts() => new(TimeSpan.Zero, [], 100L << 30, Now.AddDays(-1), Now);

    private static DoctorCheck Server(string key, ServerFacts facts, params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build();
        return ServerChecks.Of(SettingsParser.Parse(configuration), facts).Checks.Single(check => check.Key == key);
    }
}
