using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>The way to Looker, from the connection test. Nothing is written there.</summary>
internal static class LookerChecks
{
    private static readonly string[] Away = ["unreachable", "nameNotFound", "addressRefused", "timeout", "connectionLost", "serverError", "notLooker", "refused"];
    private static readonly string[] Credential = ["credentialsRejected", "apiUserDisabled", UnreadableSecret.Code];

    public static DoctorSection Of(LookerTestResult test, IntegrationView integration) => new("looker", "Scimify to Looker",
    [.. Checks(test, integration).Select(check => check with { Href = $"integrations/{integration.Id}/settings" })]);

    private static DoctorCheck[] Checks(LookerTestResult test, IntegrationView integration) =>
    [
        Check(test, "reach", "Looker answers", Away, test.LookerVersion is not null || test.ApiUser is not null, Times.Duration(test.LatencyMs)),
        Tls(test, integration),
        Check(test, "credential", "API key", Credential, test.ApiUser is not null, $"{test.ApiUser?.Name}, user {test.ApiUser?.Id}"),
        Check(test, "administrator", "Administrator", ["notAdmin"], test.IsAdmin, "The user of the API key has the Admin role."),
        Check(test, "edition", "Edition", ["googleCloudCore"], test.Edition is not null, "Looker, whose API can create users.", CheckResult.Attention),
        Check(test, "version", "Version", [], test.LookerVersion is not null, $"Looker {test.LookerVersion}"),
        Check(test, "rights", "Rights", ["notAdmin", "apiUserDisabled"], test is { Ok: true, IsAdmin: true }, "Users, groups and roles can be read and written. Only reads were tried."),
        Check(test, "rate", "Rate", ["rateLimited", "slow"], test.ApiUser is not null, $"No limit was met, and a call took {Times.Duration(test.LatencyMs)}.", CheckResult.Attention),
    ];

    private static DoctorCheck Tls(LookerTestResult test, IntegrationView integration) => new Uri(integration.BaseUrl).Scheme == Uri.UriSchemeHttps
        ? Check(test, "tls", "TLS", ["tlsFailed"], test.ApiUser is not null || test.LookerVersion is not null, "The certificate is trusted.")
        : new("tls", "TLS", CheckResult.Attention, "The address is http, which is for this machine only.");

    /// <param name="codes">The problems that this check is about.</param>
    /// <param name="isKnown">Whether the test got so far that it passed.</param>
    /// <param name="worst">The result if there is a problem.</param>
    private static DoctorCheck Check(
        LookerTestResult test, string key, string title, string[] codes, bool isKnown, string detail, CheckResult worst = CheckResult.Failed) =>
        test.Problems.FirstOrDefault(problem => codes.Contains(problem.Code)) is { } found ? new(key, title, worst, found.Message)
        : isKnown ? new(key, title, CheckResult.Passed, detail)
        : new(key, title, CheckResult.Unknown, "Not known: the test did not get so far.");
}
