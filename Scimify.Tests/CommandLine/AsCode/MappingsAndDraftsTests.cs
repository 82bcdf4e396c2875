using System.Text.Json;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>Mappings and SAML drafts, for which Scimify asks Looker.</summary>
public sealed class MappingsAndDraftsTests : IAsyncLifetime
{
    private const string Group = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts"}""";

    private Bridge _bridge = null!;
    private AsCodeBench _bench = null!;

    private string Integration => $"/integrations/{_bridge.Integration.Id}";

    public async ValueTask InitializeAsync()
    {
        _bridge = await Bridge.StartAsync();
        _bench = await AsCodeBench.StartAsync(_bridge.App, _bridge.Owner);
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _bridge.DisposeAsync();
    }

    [Fact]
    public async Task A_saml_draft_that_was_applied_is_not_made_again()
    {
        await _bench.WriteAsync("version: 1\nintegrations:\n  - name: Sandbox\n    samlDrafts:\n      - title: Clock\n        changes: { allowed_clock_drift: 90 }\n");

        var applied = await _bench.ApplyAsync();
        var draft = (await _bench.Api.GetAsync($"{Integration}/saml-drafts")).Items.Single().GetProperty("uuid").GetString();
        var shown = (await _bench.Api.GetAsync($"{Integration}/saml-drafts/{draft}")).Results;
        var byPerson = await _bench.Api.PostAsync($"{Integration}/saml-drafts/{draft}/apply", $$"""{"version":1,"revision":"{{shown.GetProperty("revision").GetString()}}","confirm":true}""");
        var plan = await _bench.PlanAsync();

        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        Assert.True(byPerson.Status == 200, byPerson.Text);
        Assert.Equal((0, "Nothing to do: the server has what the file says."), (plan.ExitCode, plan.Output));
    }

    /// <summary>The server keeps no mapping without roles.</summary>
    [Fact]
    public async Task A_group_without_roles_is_no_difference()
    {
        await _bridge.PostAsync("/Groups", Group);
        await _bench.WriteAsync("version: 1\nintegrations:\n  - name: Sandbox\n    mappings:\n      groups:\n        - { group: Analysts, roles: [] }\n");

        var plan = await _bench.PlanAsync();

        Assert.Equal((0, "Nothing to do: the server has what the file says."), (plan.ExitCode, plan.Output));
    }

    [Fact]
    public async Task A_role_that_Looker_does_not_have_is_found_before_anything_changes()
    {
        await _bridge.PostAsync("/Groups", Group);
        await _bench.WriteAsync("version: 1\nintegrations:\n  - name: Sandbox\n    mappings:\n      groups:\n        - { group: Analysts, roles: [Vewer] }\n");

        var refused = await _bench.PlanAsync();

        Assert.Equal((1, "scimify.yaml:5: integrations[0].mappings.groups names the role Vewer, which Looker does not have."), (refused.ExitCode, refused.Errors));
    }

    /// <summary>Mappings are replaced as a whole, so what the file does not name has to be sent along.</summary>
    [Fact]
    public async Task Mappings_that_the_file_does_not_have_stay_without_prune_and_go_with_it()
    {
        var group = await _bridge.PostAsync("/Groups", Group);
        await _bridge.MapAsync(new(null, [Mapped.Attribute("department", "attribute", Mapped.Department)], [new(Guid.Parse(group.Id), ["4"])]));
        await _bench.WriteAsync("version: 1\nintegrations:\n  - name: Sandbox\n    mappings:\n      attributes:\n        - { lookerAttribute: locale, source: constant, value: en }\n");

        var applied = await _bench.ApplyAsync();
        var kept = (await _bench.Api.GetAsync($"{Integration}/mappings")).Results;
        var pruned = await _bench.ApplyAsync("--prune");
        var left = (await _bench.Api.GetAsync($"{Integration}/mappings")).Results;

        Assert.Equal((0, 0, ""), (applied.ExitCode, pruned.ExitCode, applied.Errors + pruned.Errors));
        Assert.Contains("    integrations/Sandbox/mappings/attributes/department\n", applied.Output, StringComparison.Ordinal);
        Assert.Equal(["department", "locale"], Attributes(kept));
        Assert.Equal(["locale"], Attributes(left));
        Assert.Equal("4", left.GetProperty("groups")[0].GetProperty("roles")[0].GetProperty("id").GetString());    // the file has no groups at all
    }

    /// <summary>Both have a version of their own in place of an entity tag.</summary>
    [Theory]
    [InlineData("mappings:\n      attributes:\n        - { lookerAttribute: locale, source: constant, value: en }", "integrations/Sandbox/mappings/attributes/locale")]
    [InlineData("samlDrafts:\n      - { title: Clock, changes: { allowed_clock_drift: 90 } }", "integrations/Sandbox/samlDrafts/Clock")]
    public async Task Nothing_is_written_over_what_the_plan_has_not_seen(string part, string name)
    {
        var draft = await _bench.Api.PostAsync($"{Integration}/saml-drafts", """{"title":"Clock","changes":{"allowed_clock_drift":10}}""");
        await _bench.WriteAsync($"version: 1\nintegrations:\n  - name: Sandbox\n    {part}\n");
        using var person = new BusyReader("yes", async () =>
        {
            await _bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "attribute", Mapped.Department)));
            Assert.Equal(200, (await _bench.Api.PatchAsync($"{Integration}/saml-drafts/{draft.Uuid}", """{"version":1,"changes":{"allowed_clock_drift":11}}""")).Status);
        });

        var applied = await _bench.RunAsync(["apply", "--file", _bench.File()], person: person);

        Assert.Equal(1, applied.ExitCode);
        Assert.Contains($"Type yes to go on: {name} has changed since the plan was made, and was left as it is.", applied.Errors, StringComparison.Ordinal);
        Assert.Equal(["department"], Attributes((await _bench.Api.GetAsync($"{Integration}/mappings")).Results));
        Assert.Equal(11, (await _bench.Api.GetAsync($"{Integration}/saml-drafts")).Items.Single().GetProperty("changes").GetProperty("allowed_clock_drift").GetInt32());
    }

    /// <summary>The one reading that the role lacks is named, and the rest of the plan is there.</summary>
    [Fact]
    public async Task An_auditor_plans_mappings_without_asking_Looker_for_its_roles()
    {
        await _bridge.PostAsync("/Groups", Group);
        await _bench.WriteAsync("version: 1\nintegrations:\n  - name: Sandbox\n    mappings:\n      groups:\n        - { group: Analysts, roles: [Viewer] }\n");

        var plan = await _bench.RunAsync(["plan", "--file", _bench.File()], await _bench.TokenAsync(Core.People.PortalRole.Auditor));

        Assert.Equal((2, ""), (plan.ExitCode, plan.Errors));
        Assert.Contains("+ create integrations/Sandbox/mappings/groups/Analysts", plan.Output, StringComparison.Ordinal);
        Assert.Contains("whether Looker has the roles was not checked. GET /integrations/{uuid}/mappings/choices takes the permission ManageDirectory.", plan.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Attributes(JsonElement mappings) => mappings.GetProperty("attributes").EnumerateArray().Select(a => a.GetProperty("lookerAttribute").GetString()).Order(StringComparer.Ordinal);
}
