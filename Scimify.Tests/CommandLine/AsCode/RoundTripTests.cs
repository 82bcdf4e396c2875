using System.Text.Json;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>A server with everything that a file can have, written, compared, and built again on an empty server.</summary>
public sealed class RoundTripTests
{
    private const string Settings = """
        {"name":"Sandbox","policies":{"adoption":"review","onDelete":"delete","profile":"strict","deletionGuard":{"maxCount":7},"callsPerSecond":9,"monthlyCallBudget":5000},
         "groupDescription":"By \"SCIM\": yes # {tenant_id}"}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_is_what_the_server_has_and_builds_the_same_on_an_empty_server()
    {
        await using var bridge = await Bridge.StartAsync();
        await using var filled = await FilledAsync(bridge);
        await using var empty = await AsCodeBench.StartAsync();
        await empty.App.PersonAsync(email: filled.Owner.Name);
        empty.Variables["INTEGRATIONS_SANDBOX_SECRET"] = "sandbox-secret";

        var exported = await filled.ExportAsync();
        var again = await filled.PlanAsync();
        var yaml = await File.ReadAllTextAsync(filled.File(), Ct);
        await empty.WriteAsync(yaml);
        var planned = await empty.PlanAsync();
        var applied = await empty.ApplyAsync("--new-secrets", empty.File("secrets.jsonl"));
        var groups = await PushGroupAsync(empty);
        var mapped = await empty.ApplyAsync();
        var settled = await empty.PlanAsync();
        await empty.RunAsync(["export", "config", "--file", empty.File("again.yaml")]);

        Assert.Equal((0, ""), (exported.ExitCode, exported.Errors));
        Assert.Equal((0, "Nothing to do: the server has what the file says."), (again.ExitCode, again.Output));
        Assert.Equal((2, ""), (planned.ExitCode, planned.Errors));
        Assert.Contains("+ create integrations/Sandbox", planned.Output, StringComparison.Ordinal);
        Assert.Contains("SCIM has no group of that name yet", planned.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.Equal(201, groups);
        Assert.Equal((0, ""), (mapped.ExitCode, mapped.Errors));
        Assert.Contains("done: + create integrations/Sandbox/mappings/groups/Analysts", mapped.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (settled.ExitCode, settled.Errors));
        Assert.Contains("Nothing to do", settled.Output, StringComparison.Ordinal);
        Assert.Equal(WithoutPeople(yaml), WithoutPeople(await File.ReadAllTextAsync(empty.File("again.yaml"), Ct)));
    }

    [Fact]
    public async Task An_export_has_no_secret_and_no_ID_and_the_same_state_gives_the_same_bytes()
    {
        await using var bridge = await Bridge.StartAsync();
        await using var filled = await FilledAsync(bridge);

        await filled.ExportAsync();
        var yaml = await File.ReadAllTextAsync(filled.File(), Ct);
        var onStdout = await filled.RunAsync(["export", "config"]);

        Assert.Equal(yaml.TrimEnd('\n'), onStdout.Output);
        Assert.DoesNotMatch("[0-9a-f]{8}-[0-9a-f]{4}-", yaml);
        Assert.DoesNotContain("scimify_oauth_", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox-secret", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain(AsCodeBench.SecretOfProvider, yaml, StringComparison.Ordinal);
        Assert.Contains("env: INTEGRATIONS_SANDBOX_SECRET", yaml, StringComparison.Ordinal);
        Assert.Contains("env: PROVIDERS_OKTA_SECRET", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_section_alone_is_exported_and_compared_alone()
    {
        await using var bench = await AsCodeBench.StartAsync();

        var exported = await bench.ExportAsync("--section", "people", "--section", "tokenPolicy");
        var text = await File.ReadAllTextAsync(bench.File(), Ct);
        await bench.WriteAsync(text + "webhooks:\n  - url: https://hooks.example.com/a\n");
        var plan = await bench.PlanAsync("--section", "people");
        var unknown = await bench.PlanAsync("--section", "providers");

        Assert.Equal((0, ""), (exported.ExitCode, exported.Errors));
        Assert.Equal(["version", "people", "tokenPolicy"], text.Split('\n').Where(line => line.Length > 0 && char.IsLetter(line[0])).Select(line => line.Split(':')[0]));
        Assert.Equal((0, "Nothing to do: the server has what the file says."), (plan.ExitCode, plan.Output));
        Assert.Equal((1, "--section names providers, which scimify.yaml does not have"), (unknown.ExitCode, unknown.Errors));
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten_unless_told()
    {
        await using var bench = await AsCodeBench.StartAsync();
        await bench.WriteAsync("mine");

        var refused = await bench.RunAsync(["export", "config", "-f", bench.File()]);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.EndsWith("already. Add --force to overwrite it", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(bench.File(), Ct));
    }

    private static async Task<AsCodeBench> FilledAsync(Bridge bridge)
    {
        var bench = await AsCodeBench.StartAsync(bridge.App, bridge.Owner);
        var (api, path) = (bench.Api, $"/integrations/{bridge.Integration.Id}");
        await OkAsync(api.PatchAsync(path, Settings));
        await OkAsync(api.PostAsync($"{path}/protected-accounts", """{"address":"Emergency@example.com"}"""));
        await OkAsync(api.PostAsync($"{path}/protected-accounts", """{"address":"break-glass@example.com"}"""));
        var group = await bridge.PostAsync("/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts"}""");
        await bridge.MapAsync(new(null, [Mapped.Attribute("department", "attribute", Mapped.Department), Mapped.Attribute("locale", "constant", "en", "seeded")],
            [new(Guid.Parse(group.Id), ["4", "5"])]));
        await OkAsync(api.PostAsync($"{path}/oauth-clients", """{"name":"Okta","scopes":["users"],"allowedNetworks":["203.0.113.0/24","2001:db8::1"],"tokenLifeHours":2}"""));
        await OkAsync(api.PostAsync($"{path}/oauth-clients", """{"name":"Entra","trust":{"issuer":"https://login.example.com/v2.0","subject":"S","audience":"api://x/.default"}}"""));
        await OkAsync(api.PatchAsync($"{path}/saml-policy", """{"requiresApproval":true}"""));
        await OkAsync(api.PostAsync($"{path}/saml-drafts", """{"title":"Clock: 90","changes":{"allowed_clock_drift":90}}"""));
        await OkAsync(api.PostAsync("/people", """{"email":"ada@example.com","role":"Auditor"}"""));
        var bert = await OkAsync(api.PostAsync("/people", """{"email":"bert@example.com","role":"Operator"}"""));
        await OkAsync(api.PatchAsync($"/people/{bert.GetProperty("uuid").GetString()}", """{"locked":true}"""));
        await OkAsync(api.PostAsync("/providers", $$"""
            {"name":"Okta","kind":"okta","authority":"https://example.okta.com/","clientId":"0oa","clientSecret":"{{AsCodeBench.SecretOfProvider}}",
             "roles":[{"claim":"groups","value":"Owners: all","role":"Owner"},{"claim":"groups","value":"no","role":"Auditor"}],"defaultRole":"none","domains":["example.com"]}
            """));
        await OkAsync(api.PostAsync("/webhooks", """{"url":"https://hooks.example.com/services/canary-path","events":["changes.held","audit.head"]}"""));
        await OkAsync(api.PostAsync("/webhooks", """{"url":"https://other.example.com/all"}"""));
        await OkAsync(api.PostAsync("/log-streams", """{"url":"https://siem.example.com/in","format":"ecs","logs":["audit"]}"""));
        await OkAsync(api.PatchAsync("/scim/token-policy", """{"neverAllowed":false,"maxDays":365,"defaultDays":180}"""));
        await OkAsync(api.PatchAsync("/personal-access-token-policy", """{"maxDays":90}"""));
        await OkAsync(api.PatchAsync("/sign-in-policy", """{"sessionIdleMinutes":60,"sessionLifeHours":12}"""));
        return bench;
    }

    private static async Task<JsonElement> OkAsync(Task<Endpoints.Api.ApiAnswer> call)
    {
        var answer = await call;
        Assert.True(answer.Status is 200 or 201, answer.Text);
        return answer.Results;
    }

    /// <summary>As the identity provider does once it knows the new server.</summary>
    private static async Task<int> PushGroupAsync(AsCodeBench bench)
    {
        var token = await OkAsync(bench.Api.PostAsync("/scim/organization-access-tokens", $$"""{"description":"Okta","expiresAt":"{{TimeProvider.System.GetUtcNow().AddDays(30):yyyy-MM-dd}}"}"""));
        using var scim = bench.App.NewClient(scimToken: token.GetProperty("token").GetString());
        using var body = new StringContent("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts"}""", System.Text.Encoding.UTF8, "application/scim+json");
        using var answer = await scim.PostAsync("/scim/v2/Groups", body, Ct);
        return (int)answer.StatusCode;
    }

    /// <summary>The servers have different owners, whom no file makes.</summary>
    private static string WithoutPeople(string yaml)
    {
        var (from, to) = (yaml.IndexOf("\npeople:", StringComparison.Ordinal), yaml.IndexOf("\nproviders:", StringComparison.Ordinal));
        return yaml[..from] + yaml[to..];
    }
}
