using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>Configuration as code gives away no secret, and nobody more than their token allows.</summary>
public sealed class AsCodeSecurityTests : IAsyncLifetime
{
    private const string Secrets = """
        version: 1
        integrations:
          - name: Production
            instanceName: mycompany
            clientId: client
            clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET }
            oauthClients:
              - name: Okta
        people:
          - { email: ada@example.com, role: Auditor }
        providers:
          - { name: Okta, kind: okta, authority: "https://example.okta.com", clientId: 0oa, clientSecret: { file: provider.txt } }
        webhooks:
          - url: https://hooks.example.com/services/canary-path
          - url: https://hooks.example.com/services/canary-other
        """;

    private AsCodeBench _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await AsCodeBench.StartAsync();
        await _bench.WriteAsync(AsCodeBench.SecretOfProvider + "\n", "provider.txt");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Secrets_reach_the_server_and_no_output_and_new_ones_go_to_a_file_that_only_the_user_reads()
    {
        await _bench.WriteAsync(Secrets);

        var results = new[] { await _bench.PlanAsync(), await _bench.PlanAsync("--format", "json"), await _bench.ApplyAsync("--new-secrets", _bench.File("new.jsonl")), await _bench.PlanAsync() };
        var made = (await File.ReadAllLinesAsync(_bench.File("new.jsonl"), Ct)).Select(line => JsonElement.Parse(line)).Select(line => (
            Name: line.GetProperty("name").GetString(), Key: line.GetProperty("key").GetString(), Member: line.GetProperty("member").GetString(), Value: line.GetProperty("value").GetString()!)).ToList();
        var told = string.Join('\n', results.Select(result => result.Output + result.Errors));

        Assert.Equal([2, 2, 0, 0], results.Select(result => result.ExitCode));
        Assert.Equal(
            [
                ("integrations/Production/oauthClients/Okta", "Okta", "clientSecret"),
                ("webhooks/https://hooks.example.com/… #4d40b8", "https://hooks.example.com/services/canary-path", "secret"),
                ("webhooks/https://hooks.example.com/… #992d8b", "https://hooks.example.com/services/canary-other", "secret"),
                ("people/ada@example.com", "ada@example.com", "link"),
            ],
            made.Select(one => (one.Name, one.Key, one.Member)));
        Assert.All(made.Select(one => one.Value).Append(AsCodeBench.SecretOfLooker).Append(AsCodeBench.SecretOfProvider).Append("canary-").Append("scimify_pat_"),
            secret => Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_bench.File("new.jsonl")));
        }
    }

    [Fact]
    public async Task A_secret_that_would_be_lost_is_not_made()
    {
        await _bench.WriteAsync(Secrets);

        var refused = await _bench.ApplyAsync();

        Assert.Equal((1, "integrations/Production/oauthClients/Okta gets a secret that the server shows only once. Name a new file for it with --new-secrets. Nothing was changed"), (refused.ExitCode, refused.Errors));
        Assert.Empty((await _bench.Api.GetAsync("/integrations")).Items);
    }

    [Fact]
    public async Task A_file_of_secrets_that_exists_is_not_written_to()
    {
        await _bench.WriteAsync(Secrets);
        await _bench.WriteAsync("mine", "new.jsonl");

        var refused = await _bench.ApplyAsync("--new-secrets", _bench.File("new.jsonl"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("new.jsonl", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_bench.File("new.jsonl"), Ct));
        Assert.Empty((await _bench.Api.GetAsync("/integrations")).Items);
    }

    [Fact]
    public async Task A_secret_is_demanded_only_where_one_is_set()
    {
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: Production, instanceName: mycompany, clientId: client, clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }\n");
        await _bench.ApplyAsync();
        _bench.Variables.Clear();

        var nothing = await _bench.PlanAsync();
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: Production, instanceName: mycompany, clientId: client, mode: paused, clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }\n");
        var paused = await _bench.ApplyAsync();
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: Production, instanceName: other, clientId: client, clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }\n");
        var moved = await _bench.PlanAsync();
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: Production, instanceName: other, clientId: client }\n");
        var unsaid = await _bench.PlanAsync();

        Assert.Equal((0, 0), (nothing.ExitCode, paused.ExitCode));
        Assert.Equal((1, "integrations/Production: clientSecret is needed, but the variable INTEGRATIONS_PRODUCTION_SECRET is not set or empty"), (moved.ExitCode, moved.Errors));
        Assert.Equal((1, "scimify.yaml:3: integrations[0] needs clientSecret, because it is new, or its address or client ID changes: { env: NAME } or { file: PATH }."), (unsaid.ExitCode, unsaid.Errors));
    }

    [Fact]
    public async Task A_renewed_secret_is_sent_again_and_named_by_its_reference()
    {
        const string File = "version: 1\nproviders:\n  - { name: Okta, kind: okta, authority: \"https://example.okta.com\", clientId: 0oa, clientSecret: { env: PROVIDERS_OKTA_SECRET } }\n";
        await _bench.WriteAsync(File);
        await _bench.ApplyAsync();

        var plan = await _bench.PlanAsync("--renew-secret", "PROVIDERS_OKTA_SECRET");
        var applied = await _bench.ApplyAsync("--renew-secret", "PROVIDERS_OKTA_SECRET");
        var unknown = await _bench.PlanAsync("--renew-secret", "OTHER");

        Assert.Equal((2, "~ change providers/Okta\n    clientSecret: \"(not shown)\" -> \"(the variable PROVIDERS_OKTA_SECRET)\"\n0 to create, 1 to change, 0 to delete."), (plan.ExitCode, plan.Output));
        Assert.Equal(0, applied.ExitCode);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("OTHER", unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auditor_plans_what_the_role_reads_and_cannot_apply_it()
    {
        var token = await _bench.TokenAsync(PortalRole.Auditor);
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: ada@example.com, role: Owner }\ntokenPolicy: { maxDays: 30 }\n");

        var plan = await _bench.RunAsync(["plan", "--file", _bench.File()], token);
        var refused = await _bench.RunAsync(["apply", "--file", _bench.File(), "--yes"], token);

        Assert.Equal((2, ""), (plan.ExitCode, plan.Errors));
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("tokenPolicy was not changed. PATCH /scim/token-policy takes the permission ManageOrganization. The token does not have it: You do not have permission", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.com", (await _bench.Api.GetAsync("/people")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PortalRole.Auditor, "providers: []", "providers cannot be read. GET /providers takes the permission ManageOrganization. The token does not have it: You do not have permission")]
    [InlineData(PortalRole.Auditor, "webhooks: []", "webhooks cannot be read. GET /webhooks takes the permission ManageIntegrations. The token does not have it: it shows only the beginnings of the addresses")]
    [InlineData(PortalRole.TokenManager, "people: []", "people cannot be read. GET /people takes the permission ReadPeople.")]
    [InlineData(PortalRole.Operator, "signInPolicy: { sessionLifeHours: 1 }", "signInPolicy cannot be read. GET /sign-in-policy takes the permission ReadPeople.")]
    public async Task A_section_that_the_token_may_not_read_is_named_with_route_and_permission(PortalRole role, string section, string message)
    {
        await _bench.Api.PostAsync("/webhooks", """{"url":"https://hooks.example.com/services/canary-path"}""");
        await _bench.WriteAsync($"version: 1\n{section}\n");

        var refused = await _bench.RunAsync(["plan", "--file", _bench.File()], await _bench.TokenAsync(role));

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith(message, refused.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Name the other sections with --section, or use another token", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_says_what_the_token_may_not_read_in_the_file_and_to_the_person()
    {
        await _bench.Api.PostAsync("/webhooks", """{"url":"https://hooks.example.com/services/canary-path"}""");
        var token = await _bench.TokenAsync(PortalRole.Auditor);

        var exported = await _bench.RunAsync(["export", "config", "--file", _bench.File()], token);
        var text = await File.ReadAllTextAsync(_bench.File(), Ct);
        var plan = await _bench.RunAsync(["plan", "--file", _bench.File()], token);

        Assert.Equal((0, 0), (exported.ExitCode, plan.ExitCode));
        Assert.Contains("Not exported: providers. GET /providers takes the permission ManageOrganization.", exported.Errors, StringComparison.Ordinal);
        Assert.Contains("# Not exported: webhooks. GET /webhooks takes the permission ManageIntegrations.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nwebhooks:", text, StringComparison.Ordinal);
        Assert.Contains("\npeople:", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_only_reads_changes_nothing_whatever_the_role()
    {
        await _bench.WriteAsync("version: 1\ntokenPolicy: { maxDays: 30 }\n");

        var refused = await _bench.RunAsync(["apply", "--file", _bench.File(), "--yes"], await _bench.TokenAsync(PortalRole.Owner, PersonalTokenScope.Read));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("PATCH /scim/token-policy takes the permission ManageOrganization. The token does not have it: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("read", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "There is no personal access token. Put it into the variable SCIMIFY_TOKEN, or name a file with --token-file")]
    [InlineData("scimify_pat_00000000000000000000000000000000", "people cannot be read. The server does not accept the token: ")]
    [InlineData("two\nlines", "The token is not a personal access token, which begins with scimify_pat_")]
    public async Task A_token_that_does_not_work_is_said_and_not_repeated(string token, string message)
    {
        await _bench.WriteAsync("version: 1\npeople: []\n");

        var refused = await _bench.RunAsync(["plan", "--file", _bench.File()], token);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith(message, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("0000000", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_comes_from_a_file_too()
    {
        await _bench.WriteAsync("version: 1\ntokenPolicy: { maxDays: null }\n");
        await _bench.WriteAsync(await _bench.TokenAsync(PortalRole.Owner) + "\n", "token");

        var plan = await _bench.RunAsync(["plan", "--file", _bench.File(), "--token-file", _bench.File("token")], token: "");

        Assert.Equal((0, ""), (plan.ExitCode, plan.Errors));
    }

    [Theory]
    [InlineData("http://scimify.example.com", "--server must begin with https://, or be on this machine")]
    [InlineData("scimify.example.com", "--server must be the address of a Scimify")]
    [InlineData("file:///etc/passwd", "--server must be the address of a Scimify")]
    [InlineData("https://user:canary-secret@scimify.example.com", "--server must be the address of a Scimify")]
    [InlineData("http://127.0.0.1:1", "127.0.0.1:1 does not answer")]
    public async Task A_server_must_be_named_by_an_address_that_keeps_the_token_safe(string server, string message)
    {
        await _bench.WriteAsync("version: 1\npeople: []\n");

        var refused = await VerbRun.RunAsync(new Dictionary<string, string?>(), ["plan", "--file", _bench.File(), "--server", server], variable: _ => "scimify_pat_x", ct: Ct);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith(message, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>Otherwise the token would follow to wherever the first server points.</summary>
    [Fact]
    public async Task A_redirect_is_told_and_not_followed()
    {
        var asked = 0;
        await using var other = await OtherServer.StartAsync(context =>
        {
            asked++;
            return Task.CompletedTask;
        });
        await using var first = await OtherServer.StartAsync(context =>
        {
            context.Response.Redirect(other.Url + "/api/v1/people?token=canary");
            return Task.CompletedTask;
        });

        var refused = await AskAsync(first.Url);

        Assert.Equal((1, 0), (refused.ExitCode, asked));
        Assert.Contains($"leads to {other.Url}/api/v1/people. Redirects are not followed", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>It works</html>", 200)]
    [InlineData("{}", 200)]
    [InlineData("""{"results":[]}""", 200)]
    [InlineData("", 502)]
    public async Task A_server_that_is_no_Scimify_is_told(string text, int status)
    {
        await using var other = await OtherServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(text);
        });

        var refused = await AskAsync(other.Url);

        Assert.Equal(1, refused.ExitCode);
        Assert.EndsWith("Is --server right?", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_too_much_to_do_is_asked_again()
    {
        var asked = 0;
        await using var other = await OtherServer.StartAsync(context =>
        {
            var isFirst = asked++ == 0;
            context.Response.StatusCode = isFirst ? 429 : 200;
            context.Response.Headers.RetryAfter = "0";
            return context.Response.WriteAsync(isFirst ? "" : """{"status":"ok","results":{"items":[],"page":1,"pageSize":500,"total":0}}""");
        });

        var plan = await AskAsync(other.Url);

        Assert.Equal((0, "", 2), (plan.ExitCode, plan.Errors, asked));
    }

    [Fact]
    public async Task A_long_list_is_read_to_its_end()
    {
        await using var other = await OtherServer.StartAsync(context =>
        {
            var page = int.Parse(context.Request.Query["page"].ToString());
            var items = Enumerable.Range((page - 1) * 500, page == 1 ? 500 : 3).Select(i => $$"""{"uuid":"{{i}}","email":"p{{i}}@example.com","role":"Auditor"}""");
            return context.Response.WriteAsync($$"""{"status":"ok","results":{"items":[{{string.Join(',', items)}}],"page":{{page}},"pageSize":500,"total":503} }""");
        });

        var plan = await AskAsync(other.Url);

        Assert.Equal(503, plan.Output.Split('\n').Count(line => line.StartsWith("    people/p", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Ct);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("this is no TLS, whatever was asked for\r\n\r\n"), Ct);
        }, Ct);

        var refused = await AskAsync($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await serving;

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("has no certificate that this machine trusts: ", refused.Errors, StringComparison.Ordinal);
    }

    private async Task<VerbResult> AskAsync(string server)
    {
        await _bench.WriteAsync("version: 1\npeople: []\n");
        return await VerbRun.RunAsync(new Dictionary<string, string?>(), ["plan", "--file", _bench.File(), "--server", server], variable: _ => "scimify_pat_x", ct: Ct);
    }
}
