using System.Data;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Integrations.Doctor;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Doctor;

/// <summary>The doctor over a server, an emulated Looker, and both databases.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task It_passes_where_all_is_well_and_changes_no_row_no_metric_and_nothing_in_Looker(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var ada = await bridge.NewUserAsync("ada@example.com");
        await bridge.PostAsync("/Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts","members":[{"value":"{{ada}}"}]}""");
        await bridge.SettledForGoodAsync();
        var (requests, rows, looker) = (await RequestsAsync(bridge), await RowsAsync(bridge), new LookerState(bridge.Looker));
        var call = bridge.LastCall;

        var report = await RunAsync(bridge);

        Assert.All(report.Suites, suite => Assert.Equal(suite.Tests.Count, suite.Passed));
        Assert.Equal(23, report.Suites.Sum(suite => suite.Tests.Count));
        Assert.All(report.Sections.Single(section => section.Key == "looker").Checks.Where(check => check.Key != "tls"), check => Assert.Equal(CheckResult.Passed, check.Result));
        Assert.Equal(rows, await RowsAsync(bridge));
        Assert.Equal(requests, await RequestsAsync(bridge));
        looker.Is(JsonNodeOf("""{"users":[],"groups":{}}"""));
        Assert.All(bridge.CallsSince(call), made => Assert.StartsWith("GET ", made, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_says_what_the_provider_used_asked_and_got_wrong()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync("ada@example.com");
        await bridge.PostAsync("/Users", Bridge.UserJson("ada@example.com"));
        await bridge.PostAsync("/Users", """{"userName":"grace@example.com","emails":[{"value":"grace@example.com"}]}""");

        var checks = (await RunAsync(bridge)).Sections.Single(section => section.Key == "provider").Checks.ToDictionary(check => check.Key);

        Assert.StartsWith("Of its last 3 writes: POST User (3).", checks["used"].Detail, StringComparison.Ordinal);
        Assert.Equal((CheckResult.Attention, "1 write of the last 3 was refused: USER_NAME_TAKEN (1)."), (checks["wrong"].Result, checks["wrong"].Detail));
        Assert.NotNull(checks["wrong"].Advice);
        Assert.StartsWith("1 write of the last 3 departs from the standard.", checks["tolerated"].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxTrouble.Credential, "credential", CheckResult.Failed)]
    [InlineData(SandboxTrouble.Down, "reach", CheckResult.Failed)]
    public async Task What_is_broken_at_Looker_is_red_and_what_follows_from_it_is_not_known(SandboxTrouble trouble, string key, CheckResult result)
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(trouble == SandboxTrouble.Credential
            ? new FaultRule(FaultKind.Status, Operation: "login", Status: 404, Count: null)
            : new FaultRule(FaultKind.Status, Status: 503, Count: null));

        var report = await RunAsync(bridge);

        var checks = report.Sections.Single(section => section.Key == "looker").Checks.ToDictionary(check => check.Key);
        Assert.Equal(result, checks[key].Result);
        Assert.Equal((CheckResult.Unknown, CheckResult.Unknown), (checks["administrator"].Result, checks["version"].Result));
        Assert.Equal(CheckResult.Failed, report.Result);
        Assert.All(report.Suites, suite => Assert.Equal(suite.Tests.Count, suite.Passed));
    }

    [Fact]
    public async Task A_profile_that_a_provider_cannot_work_with_turns_its_tests_red()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Profile = ScimProfile.Interop });

        var report = await RunAsync(bridge);

        var entra = report.Sections.Single(section => section.Key == "scim").Checks.Single(check => check.Key == "entra");
        Assert.Equal(CheckResult.Failed, entra.Result);
        Assert.Contains("profile", entra.Advice, StringComparison.Ordinal);
        Assert.Contains("failed", DoctorFile.Html(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_REST_API_answers_the_report_or_a_file_of_the_suites()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync("ada@example.com");
        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        var address = new Uri($"/api/v1/integrations/{bridge.Integration.Id}/doctor", UriKind.Relative);

        using var answer = await client.PostAsync(address, null, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Accept.ParseAdd("text/html");
        using var file = await client.SendAsync(request, Ct);

        var report = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)).GetProperty("results");
        Assert.Equal(["provider", "scim", "looker", "saml", "server"], report.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("key").GetString()));
        Assert.Equal("passed", report.GetProperty("sections")[1].GetProperty("result").GetString());
        Assert.Equal(("text/html", "attachment"), (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.DispositionType));
        var html = await file.Content.ReadAsStringAsync(Ct);
        Assert.Equal(23, html.Split(": passed</h3>").Length - 1);
        Assert.DoesNotContain("ada@example.com", html, StringComparison.Ordinal);
        Assert.DoesNotContain(bridge.Token, html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html;q=0, application/json", "application/json")]
    [InlineData("text/html;q=0.4, application/json;q=0.5", "application/json")]
    [InlineData("application/json;q=0.4, TEXT/HTML;q=0.5", "text/html")]
    [InlineData("*/*", "application/json")]
    public async Task The_file_is_for_who_would_rather_have_it_than_JSON(string accepted, string answered)
    {
        await using var bridge = await Bridge.StartAsync();
        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/integrations/{bridge.Integration.Id}/doctor", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", accepted);

        using var answer = await client.SendAsync(request, Ct);

        Assert.Equal(answered, answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Who_asks_while_it_runs_shares_the_next_run()
    {
        await using var bridge = await Bridge.StartAsync();
        var before = Logins(bridge);

        var reports = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RunAsync(bridge)));

        Assert.InRange(reports.Distinct().Count(), 1, 2);
        Assert.InRange(Logins(bridge) - before, 1, 2);
        Assert.NotSame(reports[0], await RunAsync(bridge));
    }

    [Fact]
    public async Task A_suite_of_another_provider_is_no_failure()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Profile = ScimProfile.Interop });
        await bridge.App.ScimTokenAsync(bridge.Owner, bridge.Integration.Id, description: "Okta production");

        var entra = (await RunAsync(bridge)).Sections.Single(section => section.Key == "scim").Checks.Single(check => check.Key == "entra");

        Assert.Equal((CheckResult.Attention, "Your provider seems to be Okta, which these tests are not of."), (entra.Result, entra.Advice));
    }

    [Fact]
    public async Task Without_a_token_it_asks_for_one_and_does_not_say_that_it_listens()
    {
        await using var bridge = await Bridge.StartAsync();
        var other = await bridge.App.Services.GetRequiredService<IntegrationService>().CreateAsync(
            bridge.Owner, new NewIntegration { Name = "Other", BaseUrl = bridge.Integration.BaseUrl, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" }, Ct);

        var report = await bridge.App.Services.GetRequiredService<ConnectionDoctor>().RunAsync(bridge.Owner, other.Id, Ct);

        var checks = report.Sections.Single(section => section.Key == "provider").Checks.ToDictionary(check => check.Key);
        Assert.Equal((CheckResult.Attention, $"integrations/{other.Id}/tokens"), (checks["credential"].Result, checks["credential"].Href));
        Assert.Equal((CheckResult.Unknown, "No call has come yet."), (checks["call"].Result, checks["call"].Detail));
    }

    [Fact]
    public async Task The_file_of_the_page_is_the_last_report_and_of_the_own_organization_alone()
    {
        await using var bridge = await Bridge.StartAsync();
        var doctor = bridge.App.Services.GetRequiredService<ConnectionDoctor>();
        var stranger = await bridge.App.PersonAsync(organization: "Other");

        Assert.Null(doctor.Last(bridge.Owner, bridge.Integration.Id));
        var report = await RunAsync(bridge);

        Assert.Same(report, doctor.Last(bridge.Owner, bridge.Integration.Id));
        Assert.Null(doctor.Last(stranger, bridge.Integration.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => doctor.RunAsync(stranger, bridge.Integration.Id, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(async () => await doctor.RunAsync(await bridge.App.PersonAsync(Core.People.PortalRole.TokenManager), bridge.Integration.Id, Ct));
    }

    public enum SandboxTrouble
    {
        Credential,
        Down,
    }

    private static Task<DoctorReport> RunAsync(Bridge bridge) =>
        bridge.App.Services.GetRequiredService<ConnectionDoctor>().RunAsync(bridge.Owner, bridge.Integration.Id, Ct);

    private static int Logins(Bridge bridge) => bridge.Looker.Recorder.Calls.Count(call => call.Operation == "login");

    private static System.Text.Json.Nodes.JsonNode JsonNodeOf(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!;

    /// <summary>How many SCIM requests the server has counted.</summary>
    private static async Task<string> RequestsAsync(Bridge bridge) => string.Join('\n', (await bridge.App.MetricsAsync()).Split('\n')
        .Where(line => line.StartsWith("scimify_http_requests_total{interface=\"scim\"", StringComparison.Ordinal)));

    /// <summary>Every row of every table, but for the counted calls of the connection test, and heartbeats.</summary>
    private static async Task<string> RowsAsync(Bridge bridge)
    {
        await bridge.App.Services.GetRequiredService<TokenUseBuffer>().FlushAsync(Ct); // the last use of a token is noted now and then
        await using var context = bridge.App.NewContext();
        var text = new StringBuilder();
        await context.Database.OpenConnectionAsync(Ct);
        foreach (var table in context.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct().Order(StringComparer.Ordinal).Except(["servers", "looker_call_counts", "metrics_tokens"]))
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
            await using var reader = await command.ExecuteReaderAsync(Ct);
            while (await reader.ReadAsync(Ct))
            {
                text.Append(table);
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    text.Append('|').Append(reader.GetValue(column) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(column));
                }

                text.AppendLine();
            }
        }

        return text.ToString();
    }
}
