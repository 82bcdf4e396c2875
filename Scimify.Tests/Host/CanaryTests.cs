using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Tokens;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>Sends secrets through every flow, and then looks for them where they must not be.</summary>
public sealed class CanaryTests
{
    private const string Password = "canary-wren-nest-4711";
    private const string LookerSecret = "canary-looker-secret-4711";
    private const string WrongToken = "scim_ca7a4fca7a4fca7a4fca7a4fca7a4fca";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_in_the_database_the_logs_or_an_answer()
    {
        using var folder = new TempFolder();
        var answers = new StringBuilder();
        string[] secrets;
        await using (var app = await ScimifyApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Scimify:Sandbox:Enabled"] = "true",
                ["Serilog:MinimumLevel:Default"] = "Verbose",
                ["Serilog:MinimumLevel:Override:Microsoft"] = "Verbose",
                ["Serilog:MinimumLevel:Override:System.Net.Http"] = "Verbose",
            },
            dataDirectory: folder.Path))
        {
            secrets = await UseSecretsAsync(app, answers);
        }

        Assert.Contains(Directory.EnumerateFiles(Path.Combine(folder.Path, "logs")), log => new FileInfo(log).Length > 10_000);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllTextAsync(file, Encoding.Latin1, Ct);
            Assert.All(secrets, secret => Assert.False(content.Contains(secret, StringComparison.Ordinal), $"{secret} is in {file}"));
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal));
    }

    /// <returns>The secrets, without their prefixes, which are no secret.</returns>
    private static async Task<string[]> UseSecretsAsync(ScimifyApp app, StringBuilder answers)
    {
        var owner = await app.PersonAsync(password: Password);
        var integrations = app.Services.GetRequiredService<IntegrationService>();
        var integration = await integrations.CreateAsync(
            owner,
            new NewIntegration { Name = "Production", BaseUrl = app.Services.GetRequiredService<SandboxServer>().Url!.GetLeftPart(UriPartial.Authority), ClientId = "client", ClientSecret = LookerSecret },
            Ct);
        answers.Append(await integrations.TestAsync(owner, integration.Id, Ct));
        var token = await app.ScimTokenAsync(owner);
        var personal = await app.PersonalAccessTokenAsync(owner);
        using var scim = app.NewClient(scimToken: token.Secret);
        using var wrong = app.NewClient(scimToken: WrongToken);
        using var api = app.NewClient(apiKey: personal);
        using var json = new StringContent("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com"}""", Encoding.UTF8, "application/scim+json");
        using var posted = await scim.PostAsync("/scim/v2/Users", json, Ct);
        answers.Append(await posted.Content.ReadAsStringAsync(Ct));
        foreach (var (client, path) in new[]
        {
            (scim, "/scim/v2/Users"), (wrong, "/scim/v2/Users"), (api, "/api/v1/integrations"), (api, $"/api/v1/integrations/{integration.Id}"),
            (api, "/api/v1/scim/organization-access-tokens"), (api, "/api/v1/audit-log"), (api, "/api/v1/provisioning-log"), (scim, "/api/v1/integrations"),
        })
        {
            using var answer = await client.GetAsync(path, Ct);
            answers.Append(await answer.Content.ReadAsStringAsync(Ct));
        }

        var rotated = await RotateAsync(api, answers);
        foreach (var header in new[] { $"Bearer Bearer {rotated}", $"Bearer {rotated} {rotated}", rotated, $"Basic {rotated}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/scim/v2/Users");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using var answer = await app.Client.SendAsync(request, Ct);
            answers.Append(await answer.Content.ReadAsStringAsync(Ct));
        }

        await app.Services.GetRequiredService<RejectedRequestBuffer>().FlushAsync(Ct);
        foreach (var path in new[] { "/api/v1/rejected-requests", "/api/v1/audit-log", "/api/v1/scim/organization-access-tokens" })
        {
            answers.Append(await api.GetStringAsync(new Uri(path, UriKind.Relative), Ct));
        }

        var invitation = (await app.Services.GetRequiredService<PeopleService>().InviteAsync(owner, "bob@example.com", PortalRole.Auditor, Ct)).Secret;
        Assert.True(await app.Services.GetRequiredService<PasswordLinkService>().UseAsync(invitation, Password, null, Ct));
        var review = await ReviewAsync(app, scim, api, owner, integration.Id, answers);
        await app.Services.GetRequiredService<TokenService>().RevokeAsync(owner, token.Token.Id, Ct);
        var hook = await OnceAsync(api, "/api/v1/webhooks", """{"url":"https://hooks.example.com/scimify"}""", "secret");
        var made = await OnceAsync(api, "/api/v1/people", """{"email":"carol@example.com","role":"Auditor"}""", "link");
        var key = await OnceAsync(api, "/api/v1/personal-access-tokens", """{"name":"Canary"}""", "token");
        foreach (var path in new[] { "/api/v1/webhooks", "/api/v1/people", "/api/v1/personal-access-tokens", "/api/v1/audit-log", "/metrics" })
        {
            answers.Append(await api.GetStringAsync(new Uri(path, UriKind.Relative), Ct));
        }

        return
        [
            hook["whsec_".Length..], made.Split('#')[1], review, invitation, key[TokenSecret.PersonalPrefix.Length..],
            Password, LookerSecret, WrongToken[TokenSecret.ScimPrefix.Length..],
            token.Secret[TokenSecret.ScimPrefix.Length..], rotated[TokenSecret.ScimPrefix.Length..], personal[TokenSecret.PersonalPrefix.Length..],
        ];
    }

    /// <summary>Has a manager decide with a link. The page has the secret in a field that nobody sees, and nowhere else.</summary>
    private static async Task<string> ReviewAsync(ScimifyApp app, HttpClient scim, HttpClient api, Actor owner, Guid integration, StringBuilder answers)
    {
        var mona = (await ScimReply.ReadAsync(await CallAsync(scim, HttpMethod.Post, "/scim/v2/Users", Bridge.UserJson("mona@example.com")))).Id;
        await ScimReply.ReadAsync(await CallAsync(scim, HttpMethod.Post, "/scim/v2/Users", Bridge.UserJson("dora@example.com").TrimEnd()[..^1] + $$$""","{{{SchemaUrns.EnterpriseUser}}}":{"manager":{"value":"{{{mona}}}"} } }"""));
        await app.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(session => session.Execute("UPDATE access_intervals SET had = 1 WHERE until_at IS NULL"), Ct);    // Looker refuses the canary
        var started = await app.Services.GetRequiredService<ReviewService>().StartAsync(
            owner, integration, new NewReview("Canary", ReviewScope.Accounts, [], [owner.Id!.Value], app.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(7), ByManagers: true), Ct);
        var secret = (await OnceAsync(api, $"/api/v1/reviews/{started.Id}/managers/{mona}/link", "", "link")).Split('#')[1];
        using var browser = new FormBrowser(app);
        foreach (var fields in ((string, string?)[][])[[], [("Form.Save", "yes"), ("decision-1", "keep"), ("decision-2", "keep"), ("decision-3", "remove")]])
        {
            var answer = await browser.PostAsync("/review", "review", null, [("Form.Link", secret), .. fields]);
            Assert.Single(Regex.Matches(answer.Body, secret));
            answers.Append(answer.Body.Replace($"name=\"Form.Link\" value=\"{secret}\"", "", StringComparison.Ordinal));
        }

        foreach (var path in new[] { $"/api/v1/reviews/{started.Id}/managers", $"/api/v1/reviews/{started.Id}/rows", $"/api/v1/reviews/{started.Id}/record", "/api/v1/audit-log" })
        {
            answers.Append(await api.GetStringAsync(new Uri(path, UriKind.Relative), Ct));
        }

        return secret;
    }

    /// <summary>Creates and rotates a token over HTTP, with wrong bodies on the way. Answers that may contain a secret are not collected.</summary>
    private static async Task<string> RotateAsync(HttpClient api, StringBuilder answers)
    {
        const string Tokens = "/api/v1/scim/organization-access-tokens";
        using var made = await CallAsync(api, HttpMethod.Post, Tokens, """{"description":"Rotated","expiresAt":"2096-11-21T22:41:00.000Z"}""");
        var results = JsonElement.Parse(await made.Content.ReadAsStringAsync(Ct)).GetProperty("results");
        var (path, first) = ($"{Tokens}/{results.GetProperty("uuid").GetString()}", results.GetProperty("token").GetString());
        using var refused = await CallAsync(api, HttpMethod.Patch, path, $$"""{"token":"{{first}}"}""");
        Assert.Equal(422, (int)refused.StatusCode);
        using var rotated = await CallAsync(api, HttpMethod.Patch, $"{path}/rotate", """{"expiresAt":"2097-11-21T22:41:00.000Z","overlapMinutes":10}""");
        using var again = await CallAsync(api, HttpMethod.Patch, $"{path}/rotate", """{"expiresAt":"2097-11-21T22:41:00.000Z"}""");
        using var ended = await api.DeleteAsync(new Uri($"{path}/overlap", UriKind.Relative), Ct);
        answers.Append(await refused.Content.ReadAsStringAsync(Ct)).Append(await again.Content.ReadAsStringAsync(Ct)).Append(await ended.Content.ReadAsStringAsync(Ct));
        return JsonElement.Parse(await rotated.Content.ReadAsStringAsync(Ct)).GetProperty("results").GetProperty("token").GetString()!;
    }

    /// <summary>Sends a request twice with one idempotency key, so that the answer is stored and repeated.</summary>
    private static async Task<string> OnceAsync(HttpClient api, string path, string body, string member)
    {
        var (key, told) = ($"canary-{Guid.NewGuid():N}", new List<string>());
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await api.SendAsync(request, Ct);
            told.Add(JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)).GetProperty("results").GetProperty(member).GetString()!);
        }

        return Assert.Single(told.Distinct());
    }

    private static async Task<HttpResponseMessage> CallAsync(HttpClient api, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await api.SendAsync(request, Ct);
    }
}
