using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scimify.Core.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>A plan shows what matters to whoever agrees to it: whole values, what a deletion takes along, whose token it is, and which of several objects.</summary>
public sealed class PlanWarningTests : IAsyncLifetime
{
    private AsCodeBench _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await AsCodeBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Two_long_values_that_differ_only_at_the_end_look_different()
    {
        await _bench.WriteAsync(Okta("Auditor"));
        await _bench.ApplyAsync();
        await _bench.WriteAsync(Okta("Owner"));

        var plan = await _bench.PlanAsync();

        var sides = plan.Output.Split('\n').Single(line => line.StartsWith("    roles:", StringComparison.Ordinal)).Split(" -> ");
        Assert.EndsWith("""{"claim":"groups","value":"Group number 5 of the company","role":"Auditor"}]""", sides[0], StringComparison.Ordinal);
        Assert.EndsWith("""{"claim":"groups","value":"Group number 5 of the company","role":"Owner"}]""", sides[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_terminal_does_not_show_is_escaped_in_values_and_in_exports()
    {
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: \"X\\u202Ey\", instanceName: x, clientId: c, groupDescription: \"\\u202Eabc\", clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }\n");

        var plan = await _bench.PlanAsync();
        await _bench.ApplyAsync();
        await _bench.ExportAsync("--section", "integrations");
        var text = await File.ReadAllTextAsync(_bench.File(), Ct);
        var again = await _bench.PlanAsync();

        Assert.Contains("""groupDescription: "\u202Eabc" """.TrimEnd(), plan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', plan.Output);
        Assert.DoesNotContain('\u202E', text);
        Assert.Equal((0, "Nothing to do: the server has what the file says."), (again.ExitCode, again.Output));
    }

    [Fact]
    public async Task An_export_is_for_its_user_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes of files.");
            return;
        }

        await _bench.ExportAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_bench.File()));
    }

    [Fact]
    public async Task The_person_of_the_token_is_demoted_after_everything_else_and_the_plan_says_so()
    {
        await _bench.App.PersonAsync(PortalRole.Owner, email: "second@example.com");
        await _bench.App.PersonAsync(PortalRole.Auditor, email: "third@example.com");
        await _bench.App.PersonAsync(PortalRole.Auditor, email: "zoe@example.com");
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: owner@example.com, role: Auditor }\n  - { email: second@example.com, role: Owner }\n  - { email: third@example.com, role: Operator }\n");
        using var person = new StringReader("yes");

        var applied = await _bench.RunAsync(["apply", "--file", _bench.File(), "--prune"], person: person);

        Assert.Equal(0, applied.ExitCode);
        Assert.Contains("~ change people/owner@example.com\n    This is the person of the token, which loses rights.\n    role: \"Owner\" -> \"Auditor\"\n", applied.Output, StringComparison.Ordinal);
        Assert.StartsWith("- delete people/zoe@example.com: with their personal access tokens\n~ change people/owner@example.com: This is the person of the token, which loses rights.\n", applied.Errors, StringComparison.Ordinal);
        Assert.EndsWith("done: ~ change people/third@example.com\ndone: - delete people/zoe@example.com\ndone: ~ change people/owner@example.com", applied.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_person_of_the_token_is_removed_after_everything_else_and_the_plan_says_so()
    {
        await _bench.App.PersonAsync(PortalRole.Owner, email: "second@example.com");
        await _bench.App.PersonAsync(PortalRole.Auditor, email: "zoe@example.com");
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: second@example.com, role: Owner }\n");

        var applied = await _bench.ApplyAsync("--prune");

        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.Contains("- delete people/owner@example.com\n    with their personal access tokens\n    This is the person of the token, which stops working.\n", applied.Output, StringComparison.Ordinal);
        Assert.EndsWith("done: - delete people/zoe@example.com\ndone: - delete people/owner@example.com", applied.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_person_of_the_token_is_locked_last_and_the_plan_says_so()
    {
        await _bench.App.PersonAsync(PortalRole.Owner, email: "second@example.com");
        await _bench.WriteAsync("version: 1\npeople:\n  - { email: owner@example.com, role: Owner, locked: true }\n  - { email: second@example.com, role: Owner }\n");

        var plan = await _bench.PlanAsync();

        Assert.StartsWith("~ change people/owner@example.com\n    This is the person of the token, which stops working.\n", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_integration_takes_along_is_said_in_the_plan_in_JSON_and_in_the_question()
    {
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: P, instanceName: p, clientId: c, clientSecret: { env: INTEGRATIONS_PRODUCTION_SECRET } }\n");
        await _bench.ApplyAsync();
        await _bench.WriteAsync("version: 1\nintegrations: []\n");
        using var person = new StringReader("no");

        var plan = await _bench.PlanAsync("--prune");
        var json = JsonElement.Parse((await _bench.PlanAsync("--prune", "--format", "json")).Output);
        var asked = await _bench.RunAsync(["apply", "--file", _bench.File(), "--prune"], person: person);

        const string Note = "with its SCIM tokens and OAuth clients; what uses them stops";
        Assert.StartsWith($"- delete integrations/P\n    {Note}\n", plan.Output, StringComparison.Ordinal);
        Assert.Equal([Note], json.GetProperty("changes")[0].GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Assert.StartsWith($"- delete integrations/P: {Note}\n", asked.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task White_space_around_an_address_does_not_bring_it_into_a_plan()
    {
        await _bench.WriteAsync("version: 1\nwebhooks:\n  - { url: \" https://hooks.example.com/services/canary-path \", events: [changes.held] }\n");

        var made = await _bench.PlanAsync();
        await _bench.ApplyAsync("--new-secrets", _bench.File("new"));
        await _bench.WriteAsync("version: 1\nwebhooks:\n  - { url: \"\\u00a0https://hooks.example.com/services/canary-path\", events: [budget.warning] }\n");
        var changed = await _bench.PlanAsync();

        Assert.Equal((2, 2), (made.ExitCode, changed.ExitCode));
        Assert.DoesNotContain("canary", made.Output + changed.Output, StringComparison.Ordinal);
        Assert.Contains("0 to create, 1 to change", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_of_two_addresses_of_a_host_is_deleted_can_be_told()
    {
        foreach (var path in new[] { "a", "b" })
        {
            await _bench.Api.PostAsync("/webhooks", $$"""{"url":"https://hooks.example.com/{{path}}"}""");
        }

        await _bench.WriteAsync("version: 1\nwebhooks:\n  - url: https://hooks.example.com/a\n");

        var plan = await _bench.PlanAsync("--prune");

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("https://hooks.example.com/b")))[..6];
        Assert.StartsWith($"- delete webhooks/https://hooks.example.com/… #{hash}\n", plan.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env: SCIMIFY_TOKEN", "the variable SCIMIFY_TOKEN")]
    [InlineData("env: COPY_OF_TOKEN", "the variable COPY_OF_TOKEN")]
    [InlineData("file: token", "the file token")]
    public async Task The_token_is_no_secret_for_an_address_that_the_file_names(string reference, string words)
    {
        var token = await _bench.TokenAsync(PortalRole.Owner);
        await _bench.WriteAsync(token + "\n", "token");
        _bench.Variables["COPY_OF_TOKEN"] = "x" + token;
        await _bench.WriteAsync($"version: 1\nintegrations:\n  - {{ name: P, baseUrl: 'https://attacker.example.com', clientId: c, clientSecret: {{ {reference} }} }}\n");

        var refused = await _bench.PlanAsync();

        Assert.Equal((1, $"integrations/P: clientSecret: {words} is that of the personal access token, which is no secret of Looker or a provider. Name another one"), (refused.ExitCode, refused.Errors));
    }

    [Theory]
    [InlineData("tenants: [11111111-2222-3333-4444-555555555555]", "only providers of the kind entra have tenants")]
    [InlineData("hostedDomain: example.com", "only providers of the kind google have a hostedDomain")]
    public async Task A_limit_that_the_server_would_drop_is_refused(string limit, string message)
    {
        await _bench.WriteAsync($"version: 1\nproviders:\n  - {{ name: Okta, kind: okta, authority: 'https://example.okta.com', clientId: c, clientSecret: {{ env: PROVIDERS_OKTA_SECRET }}, {limit} }}\n");

        var refused = await _bench.PlanAsync();

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith($"providers/Okta: {message}.", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_secret_that_is_only_a_line_break_is_empty()
    {
        await _bench.WriteAsync("\n", "secret");
        await _bench.WriteAsync("version: 1\nintegrations:\n  - { name: P, instanceName: p, clientId: c, clientSecret: { file: secret } }\n");

        var refused = await _bench.PlanAsync();

        Assert.Equal((1, "integrations/P: clientSecret is needed, but the file secret is missing or empty"), (refused.ExitCode, refused.Errors));
    }

    private static string Okta(string last) => $$"""
        version: 1
        providers:
          - name: Okta
            kind: okta
            authority: https://example.okta.com
            clientId: c
            clientSecret: { env: PROVIDERS_OKTA_SECRET }
            roles: [{{string.Join(", ", Enumerable.Range(0, 6).Select(i => $"{{ claim: groups, value: Group number {i} of the company, role: {(i == 5 ? last : "Auditor")} }}"))}}]
        """;
}
