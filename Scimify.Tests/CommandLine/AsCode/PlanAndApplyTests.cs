using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary><c>plan</c> and <c>apply</c>: what they say, what they do, and that they do no more than they say.</summary>
public sealed class PlanAndApplyTests : IAsyncLifetime
{
    private const string Production = """
        version: 1
        integrations:
          - name: Production
            instanceName: mycompany
            clientId: client
            clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET }
            policies:
              adoption: review
              deletionGuard: { maxCount: 7 }
            protectedAccounts: [emergency@example.com]
        """;

    private AsCodeBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await AsCodeBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_plan_shows_every_value_and_changes_nothing_and_applying_twice_changes_nothing_more()
    {
        await _bench.WriteAsync(Production);

        var plan = await _bench.PlanAsync();
        var untouched = (await _bench.Api.GetAsync("/integrations")).Items.Count();
        var applied = await _bench.ApplyAsync();
        var twice = await _bench.ApplyAsync();

        Assert.Equal((2, "", 0), (plan.ExitCode, plan.Errors, untouched));
        Assert.Equal(
            """
            + create integrations/Production
                name: "Production"
                instanceName: "mycompany"
                clientId: "client"
                policies.adoption: "review"
                policies.deletionGuard.maxCount: 7
                clientSecret: "(the variable INTEGRATIONS_PRODUCTION_SECRET)"
            + create integrations/Production/protectedAccounts/emergency@example.com
                address: "emergency@example.com"
            2 to create, 0 to change, 0 to delete.
            """,
            plan.Output);
        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.StartsWith(plan.Output, applied.Output, StringComparison.Ordinal);
        Assert.EndsWith("done: + create integrations/Production\ndone: + create integrations/Production/protectedAccounts/emergency@example.com", applied.Output, StringComparison.Ordinal);
        Assert.Equal((0, "Nothing to do: the server has what the file says.", ""), (twice.ExitCode, twice.Output, twice.Errors));
    }

    [Fact]
    public async Task A_change_by_hand_shows_in_the_next_plan_before_and_after_and_apply_takes_it_back()
    {
        await _bench.WriteAsync(Production);
        await _bench.ApplyAsync();
        var path = $"/integrations/{await _bench.UuidAsync("/integrations", "name", "Production")}";
        await _bench.Api.PatchAsync(path, """{"policies":{"deletionGuard":{"maxCount":5000}},"mode":"paused"}""");

        var plan = await _bench.PlanAsync();
        var applied = await _bench.ApplyAsync();

        Assert.Equal((2, "~ change integrations/Production\n    policies.deletionGuard.maxCount: 5000 -> 7\n0 to create, 1 to change, 0 to delete."), (plan.ExitCode, plan.Output));
        Assert.Equal(0, applied.ExitCode);
        var now = (await _bench.Api.GetAsync(path)).Results;
        Assert.Equal(7, now.GetProperty("policies").GetProperty("deletionGuard").GetProperty("maxCount").GetInt32());
        Assert.Equal("paused", now.GetProperty("mode").GetString());    // the file says nothing about it
    }

    [Fact]
    public async Task A_plan_for_programs_has_the_same()
    {
        await _bench.WriteAsync("version: 1\npeople:\n  - email: ada@example.com\n    role: Auditor\n");

        var plan = await _bench.PlanAsync("--format", "json");
        var json = JsonElement.Parse(plan.Output);

        Assert.Equal((2, 1, 0, 0), (plan.ExitCode, json.GetProperty("create").GetInt32(), json.GetProperty("change").GetInt32(), json.GetProperty("delete").GetInt32()));
        Assert.Equal(
            """[{"kind":"create","name":"people/ada@example.com","fields":[{"field":"email","before":null,"after":"ada@example.com"},{"field":"role","before":null,"after":"Auditor"}]}]""",
            JsonSerializer.Serialize(json.GetProperty("changes")));
        Assert.Equal(["people/owner@example.com"], json.GetProperty("notInFile").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Only_prune_deletes_and_what_it_would_delete_is_named_without_it()
    {
        await _bench.WriteAsync(Production);
        await _bench.ApplyAsync();
        await _bench.WriteAsync(Production.Replace("[emergency@example.com]", "[]", StringComparison.Ordinal));

        var without = await _bench.PlanAsync();
        var nothing = await _bench.ApplyAsync();
        var with = await _bench.PlanAsync("--prune");
        var applied = await _bench.ApplyAsync("--prune");

        Assert.Equal((0, 0), (without.ExitCode, nothing.ExitCode));
        Assert.Contains("--prune deletes it):\n    integrations/Production/protectedAccounts/emergency@example.com\nNothing to do", without.Output, StringComparison.Ordinal);
        Assert.Equal((2, "- delete integrations/Production/protectedAccounts/emergency@example.com\n0 to create, 0 to change, 1 to delete."), (with.ExitCode, with.Output));
        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.Empty((await _bench.Api.GetAsync($"/integrations/{await _bench.UuidAsync("/integrations", "name", "Production")}/protected-accounts")).Items);
    }

    [Fact]
    public async Task A_pruned_integration_goes_after_everything_else()
    {
        await _bench.WriteAsync(Production);
        await _bench.ApplyAsync();
        await _bench.WriteAsync(Production.Replace("name: Production", "name: Next", StringComparison.Ordinal));

        var applied = await _bench.ApplyAsync("--prune");

        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.EndsWith("done: + create integrations/Next\ndone: + create integrations/Next/protectedAccounts/emergency@example.com\ndone: - delete integrations/Production", applied.Output, StringComparison.Ordinal);
        Assert.Equal("Next", (await _bench.Api.GetAsync("/integrations")).Items.Single().GetProperty("name").GetString());
    }

    [Fact]
    public async Task Prune_leaves_sections_alone_that_the_file_does_not_have()
    {
        await _bench.WriteAsync(Production);
        await _bench.ApplyAsync();
        await _bench.WriteAsync("version: 1\nwebhooks: []\n");

        var plan = await _bench.PlanAsync("--prune");

        Assert.Equal((0, "Nothing to do: the server has what the file says."), (plan.ExitCode, plan.Output));
    }

    [Fact]
    public async Task An_object_that_somebody_changes_after_the_plan_is_left_as_it_is_and_what_was_done_is_said()
    {
        await _bench.WriteAsync(Production);
        await _bench.ApplyAsync();
        await _bench.WriteAsync(Production.Replace("maxCount: 7", "maxCount: 8", StringComparison.Ordinal).Replace("version: 1", "version: 1\ntokenPolicy: { maxDays: 30 }", StringComparison.Ordinal)
            + "\n  - { name: Second, instanceName: second, clientId: c, clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }\n");
        var path = $"/integrations/{await _bench.UuidAsync("/integrations", "name", "Production")}";
        using var person = new BusyReader("yes", () => _bench.Api.PatchAsync(path, """{"policies":{"deletionGuard":{"maxCount":9}}}"""));

        var applied = await _bench.RunAsync(["apply", "--file", _bench.File()], person: person);

        Assert.Equal(1, applied.ExitCode);
        Assert.EndsWith(
            """
            Type yes to go on: integrations/Production has changed since the plan was made, and was left as it is. Look at a new plan.
            0 changes were made before it, and 2 were not begun:
                + create integrations/Second
                ~ change tokenPolicy
            """,
            applied.Errors,
            StringComparison.Ordinal);
        Assert.Equal(9, (await _bench.Api.GetAsync(path)).Results.GetProperty("policies").GetProperty("deletionGuard").GetProperty("maxCount").GetInt32());
        Assert.Single((await _bench.Api.GetAsync("/integrations")).Items);
    }

    /// <summary>Objects without an entity tag, too: webhook, policy, person with one, and what is to be deleted.</summary>
    [Theory]
    [InlineData("webhooks:\n  - { url: https://hooks.example.com/a, events: [budget.warning] }", "PATCH /webhooks/{webhook}", """{"events":["saml.conflict"]}""", "webhooks/https://hooks.example.com/… #878390")]
    [InlineData("webhooks: []", "PATCH /webhooks/{webhook}", """{"events":["saml.conflict"]}""", "webhooks/https://hooks.example.com/… #878390")]
    [InlineData("webhooks: []", "DELETE /webhooks/{webhook}", null, "webhooks/https://hooks.example.com/… #878390")]
    [InlineData("tokenPolicy: { maxDays: 30 }", "PATCH /scim/token-policy", """{"maxDays":31}""", "tokenPolicy")]
    [InlineData("signInPolicy: { sessionLifeHours: 12 }", "PATCH /sign-in-policy", """{"sessionIdleMinutes":31}""", "signInPolicy")]
    [InlineData("people:\n  - { email: owner@example.com, role: Owner }\n  - { email: ada@example.com, role: Auditor }", "PATCH /people/{ada}", """{"locked":true}""", "people/ada@example.com")]
    [InlineData("people:\n  - { email: owner@example.com, role: Owner }", "PATCH /people/{ada}", """{"locked":true}""", "people/ada@example.com")]
    [InlineData("people:\n  - { email: owner@example.com, role: Owner }\n  - { email: ada@example.com, role: Auditor }", "DELETE /people/{ada}", null, "people/ada@example.com")]
    public async Task Nothing_is_written_over_what_the_plan_has_not_seen(string section, string call, string? body, string name)
    {
        await _bench.Api.PostAsync("/webhooks", """{"url":"https://hooks.example.com/a","events":["changes.held"]}""");
        await _bench.Api.PostAsync("/people", """{"email":"ada@example.com","role":"Operator"}""");
        await _bench.WriteAsync($"version: 1\n{section}\n");
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]
            .Replace("{webhook}", await _bench.UuidAsync("/webhooks", "url", "https://hooks.example.com/a"), StringComparison.Ordinal)
            .Replace("{ada}", await _bench.UuidAsync("/people", "email", "ada@example.com"), StringComparison.Ordinal));
        using var person = new BusyReader("yes", async () => Assert.Equal(200, (await _bench.Api.CallAsync(method, path, body)).Status));

        var applied = await _bench.RunAsync(["apply", "--file", _bench.File(), "--prune"], person: person);

        Assert.Equal(1, applied.ExitCode);
        Assert.Contains($"Type yes to go on: {name} has changed since the plan was made, and was left as it is.", applied.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no")]
    [InlineData("")]
    [InlineData("y")]
    public async Task Whoever_does_not_agree_changes_nothing(string answer)
    {
        await _bench.WriteAsync(Production);
        using var person = new StringReader(answer);

        var refused = await _bench.RunAsync(["apply", "--file", _bench.File()], person: person);

        Assert.Equal(1, refused.ExitCode);
        Assert.EndsWith("Nothing was changed", refused.Errors, StringComparison.Ordinal);
        Assert.Empty((await _bench.Api.GetAsync("/integrations")).Items);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_yes_must_be_given()
    {
        await _bench.WriteAsync(Production);

        var refused = await _bench.RunAsync(["apply", "--file", _bench.File()]);

        Assert.Equal((1, "Nobody is there to agree. Add --yes to apply without asking. Nothing was changed"), (refused.ExitCode, refused.Errors));
        Assert.Empty((await _bench.Api.GetAsync("/integrations")).Items);
    }

    [Fact]
    public async Task A_refusal_by_the_server_stops_and_names_the_field()
    {
        await _bench.WriteAsync(Production.Replace("instanceName: mycompany", "baseUrl: ftp://nowhere", StringComparison.Ordinal));

        var refused = await _bench.ApplyAsync();

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("integrations/Production was not changed. baseUrl must ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("0 changes were made before it, and 1 was not begun:\n    + create integrations/Production/protectedAccounts/emergency@example.com", refused.Errors.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_goes_away_leaves_it_open_whether_the_change_was_made()
    {
        var app = await ScimifyApp.StartAsync();
        await using var bench = await AsCodeBench.StartAsync(app, await app.PersonAsync());
        await bench.WriteAsync("version: 1\ntokenPolicy: { maxDays: 30 }\n");
        using var person = new BusyReader("yes", () => app.DisposeAsync().AsTask());

        var ended = await bench.RunAsync(["apply", "--file", bench.File()], person: person);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("It is not known whether tokenPolicy was changed: look at a new plan.", ended.Errors, StringComparison.Ordinal);
        Assert.EndsWith("0 changes were made before it.", ended.Errors, StringComparison.Ordinal);
    }

    /// <summary>Otherwise there would be a moment without an owner, and the server would refuse.</summary>
    [Fact]
    public async Task The_last_owner_can_hand_over_in_one_file()
    {
        await _bench.App.PersonAsync(PortalRole.Auditor, email: "yan@example.com");
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: OWNER@example.com, role: Auditor }\n  - { email: yan@example.com, role: Owner }\n");

        var applied = await _bench.ApplyAsync();

        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.EndsWith("done: ~ change people/yan@example.com\ndone: ~ change people/OWNER@example.com", applied.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_owner_stays_also_with_prune()
    {
        await _bench.WriteAsync("version: 1\npeople: []\n");

        var refused = await _bench.ApplyAsync("--prune");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("people/owner@example.com was not changed. ", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people:\n  - { email: a@example.com, role: Owner }\n  - { email: A@example.com, role: Auditor }", "scimify.yaml:4: people[1] has the same email as another item of people.")]
    [InlineData("webhooks:\n  - url: https://hooks.example.com/a\n  - url: https://hooks.example.com/a", "scimify.yaml:4: webhooks[1] has the same url as another item of webhooks.")]
    public async Task What_the_file_has_twice_is_refused(string section, string message)
    {
        await _bench.WriteAsync($"version: 1\n{section}\n");

        Assert.Equal((1, "", message), await _bench.PlanAsync() is var plan ? (plan.ExitCode, plan.Output, plan.Errors) : default);
    }

    [Fact]
    public async Task What_the_server_has_twice_is_refused()
    {
        await _bench.Api.PostAsync("/webhooks", """{"url":"https://hooks.example.com/a"}""");
        await _bench.Api.PostAsync("/webhooks", """{"url":"https://hooks.example.com/a"}""");
        await _bench.WriteAsync("version: 1\nwebhooks: []\n");

        var refused = await _bench.PlanAsync();

        Assert.Equal((1, "The server has several webhooks with the url https://hooks.example.com/… #878390, which a file cannot tell apart. Rename or remove one of them in the console"), (refused.ExitCode, refused.Errors));
    }

    /// <summary>Texts that mean the same are no difference, or a plan would never be empty.</summary>
    [Fact]
    public async Task What_the_server_writes_in_another_way_is_no_difference()
    {
        await _bench.WriteAsync("""
            version: 1
            integrations:
              - name: Production
                baseUrl: https://Looker.example.com:19999/
                clientId: client
                clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET }
                protectedAccounts: [" Emergency@Example.com "]
                oauthClients:
                  - name: Entra
                    scopes: [groups, users]
                    allowedNetworks: ["2001:db8::1", 203.0.113.7]
                    trust: { issuer: " https://login.example.com/v2.0", subject: "s ", audience: " api://x/.default ", jwksUri: "" }
              - { name: " Cloud ", instanceName: " MyCompany ", clientId: " client ", clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }
            people:
              - { email: " Ada@Example.com ", role: Auditor, locked: false, breakGlass: false }
            providers:
              - name: Okta
                kind: okta
                authority: https://example.okta.com/.well-known/openid-configuration
                clientId: 0oa
                clientSecret: { env: PROVIDERS_OKTA_SECRET }
                roles: [{ claim: " groups", value: " Owners ", role: Owner }]
                tenants: []
                scopes: "openid  email openid"
                domains: ["@Example.com"]
                hostedDomain: ""
              - { name: Entra, kind: entra, authority: "https://login.microsoftonline.com/common/v2.0", clientId: c, clientSecret: { env: PROVIDERS_OKTA_SECRET }, tenants: [" {11111111-2222-3333-4444-55555555555A} "] }
              - { name: Google, kind: google, authority: "https://accounts.google.com", clientId: c, clientSecret: { env: PROVIDERS_OKTA_SECRET }, hostedDomain: " Example.com" }
            webhooks:
              - { url: " https://hooks.example.com/a ", events: [audit.head, changes.held] }
            """);

        var applied = await _bench.ApplyAsync("--new-secrets", _bench.File("secrets"));
        var plan = await _bench.PlanAsync();

        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.Contains("Nothing to do", plan.Output, StringComparison.Ordinal);
        Assert.Equal(0, plan.ExitCode);
    }

    [Fact]
    public async Task A_provider_is_left_off_until_a_person_has_tried_it()
    {
        await _bench.WriteAsync("""
            version: 1
            providers:
              - { name: Okta, kind: okta, authority: "https://example.okta.com", clientId: 0oa, clientSecret: { env: PROVIDERS_OKTA_SECRET }, enabled: true }
            """);

        var applied = await _bench.ApplyAsync();
        var plan = await _bench.PlanAsync();
        var again = await _bench.ApplyAsync();

        Assert.Equal((0, 2, 0), (applied.ExitCode, plan.ExitCode, again.ExitCode));
        Assert.Equal("Left to a person:\n    providers/Okta is off until a person has tried it at /settings/sign-in/providers in the console. Run apply again after that.\n0 to create, 0 to change, 0 to delete.", plan.Output);
        Assert.False((await _bench.Api.GetAsync("/providers")).Items.Single().GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task A_provider_that_was_tried_is_switched_on_and_is_off_again_after_a_change()
    {
        const string Okta = """
            version: 1
            providers:
              - { name: Okta, kind: okta, authority: "https://example.okta.com", clientId: 0oa, clientSecret: { env: PROVIDERS_OKTA_SECRET }, enabled: true }
            """;
        await _bench.WriteAsync(Okta);
        await _bench.ApplyAsync();
        await _bench.App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
            session => session.Execute("UPDATE sign_in_providers SET tried_revision = revision"), TestContext.Current.CancellationToken);

        var on = await _bench.ApplyAsync();
        var plan = await _bench.PlanAsync();
        await _bench.WriteAsync(Okta.Replace("okta.com", "okta.com/.well-known/openid-configuration", StringComparison.Ordinal));
        var sameAddress = await _bench.PlanAsync();
        await _bench.WriteAsync(Okta.Replace("enabled: true", "enabled: true, domains: [example.com]", StringComparison.Ordinal));
        var changed = await _bench.ApplyAsync();

        Assert.Equal("~ change providers/Okta\n    enabled: false -> true\n0 to create, 1 to change, 0 to delete.\ndone: ~ change providers/Okta", on.Output);
        Assert.Equal((0, 0), (plan.ExitCode, sameAddress.ExitCode));
        Assert.Contains("~ change providers/Okta\n    domains: [] -> [\"example.com\"]\nLeft to a person:\n    providers/Okta is off until", changed.Output, StringComparison.Ordinal);
        Assert.False((await _bench.Api.GetAsync("/providers")).Items.Single().GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Whoever_was_invited_without_a_mail_server_gets_a_link_from_the_console()
    {
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: ada@example.com, role: Auditor }\n");

        var applied = await _bench.ApplyAsync();

        Assert.Equal((0, "people/ada@example.com was invited, but no mail server is set. Make a new link at /people in the console, and hand it on."), (applied.ExitCode, applied.Errors));
        Assert.DoesNotContain("welcome", applied.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_stream_that_differs_is_left_to_a_person()
    {
        await _bench.WriteAsync("version: 1\nlogStreams:\n  - { url: https://siem.example.com/in, format: ecs }\n");
        await _bench.ApplyAsync("--new-secrets", _bench.File("secrets"));
        await _bench.WriteAsync("version: 1\nlogStreams:\n  - { url: https://siem.example.com/in, format: ocsf }\n");

        var plan = await _bench.PlanAsync("--prune");

        Assert.Equal(2, plan.ExitCode);
        Assert.Contains("logStreams/https://siem.example.com/… #d11679 has another format than the file, and a log stream cannot be changed.", plan.Output, StringComparison.Ordinal);
    }
}
