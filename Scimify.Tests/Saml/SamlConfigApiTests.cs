using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Saml;

/// <summary>Reading and changing the configuration over REST (docs/contracts.md, "SAML configuration").</summary>
public sealed class SamlConfigApiTests
{
    private static readonly JsonObject Drift = new() { ["allowed_clock_drift"] = 90 };

    [Fact]
    public async Task The_document_comes_as_Looker_has_it_with_its_revision()
    {
        await using var world = await SamlWorld.StartAsync();
        var config = await world.Owner.GetAsync($"{world.Path}/saml-config");
        Assert.Equal(200, config.Status);
        var expected = world.Bridge.Looker.With(w => new SandboxSamlOperations(w).Show());
        expected["revision"] = config.Results.GetProperty("revision").GetString();
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(config.Results.GetRawText())));
        Assert.Equal(config.Text, (await world.Owner.GetAsync($"{world.Path}/saml-config")).Text);
    }

    [Fact]
    public async Task Only_what_differs_is_sent_and_the_answer_is_what_Looker_has_then()
    {
        await using var world = await SamlWorld.StartAsync();
        var before = world.Bridge.LastCall;
        var answer = await world.PatchAsync(new() { ["allowed_clock_drift"] = 90, ["idp_issuer"] = "https://idp.example.com", ["default_new_user_role_ids"] = new JsonArray("5") });
        Assert.Equal((200, 90), (answer.Status, answer.Results.GetProperty("allowed_clock_drift").GetInt32()));
        Assert.Equal("Viewer", answer.Results.GetProperty("default_new_user_roles")[0].GetProperty("name").GetString());
        Assert.Equal((await world.ConfigAsync()).Revision, answer.Results.GetProperty("revision").GetString());
        Assert.Single(world.Bridge.CallsSince(before), c => c.StartsWith("PATCH", StringComparison.Ordinal));

        var saved = world.Bridge.LastCall;
        var same = await world.PatchAsync(new() { ["allowed_clock_drift"] = 90, ["default_new_user_role_ids"] = new JsonArray("5") });
        Assert.Equal(answer.Results.GetProperty("revision").GetString(), same.Results.GetProperty("revision").GetString());
        Assert.DoesNotContain(world.Bridge.CallsSince(saved), c => c.StartsWith("PATCH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"revision":"x","changes":{"allowed_clock_drift":90}}""", "confirm")]
    [InlineData("""{"revision":"x","confirm":false,"changes":{"allowed_clock_drift":90}}""", "confirm")]
    [InlineData("""{"confirm":true,"changes":{"allowed_clock_drift":90}}""", "revision")]
    [InlineData("""{"revision":"x","confirm":true}""", "changes")]
    [InlineData("""{"revision":"x","confirm":true,"changes":{}}""", "changes")]
    [InlineData("""{"revision":"x","confirm":true,"changes":[]}""", "changes")]
    [InlineData("""{"revision":"x","confirm":true,"changes":{"enabled":1}}""", "enabled")]
    [InlineData("""{"revision":"x","confirm":true,"changes":{"idp_ur":""}}""", "idp_ur")]
    [InlineData("""{"revision":"x","confirm":true,"change":{}}""", "change")]
    public async Task A_body_that_is_not_whole_changes_nothing(string body, string field)
    {
        await using var world = await SamlWorld.StartAsync();
        var before = (await world.ConfigAsync()).Revision;
        var answer = await world.Owner.PatchAsync($"{world.Path}/saml-config", body);
        Assert.Equal((422, "ValidateError"), (answer.Status, answer.Error.GetProperty("name").GetString()));
        Assert.Contains(field, answer.Fields);
        Assert.Equal(before, (await world.ConfigAsync()).Revision);
        Assert.Empty(await world.RevisionsAsync());
    }

    [Fact]
    public async Task What_was_changed_in_Looker_meanwhile_is_not_overwritten()
    {
        await using var world = await SamlWorld.StartAsync();
        var stale = (await world.ConfigAsync()).Revision;
        world.InLooker(new() { ["allowed_clock_drift"] = 30 });
        var answer = await world.Owner.PatchAsync($"{world.Path}/saml-config", Body(stale, Drift));
        Assert.Equal((409, "ConflictError"), (answer.Status, answer.Error.GetProperty("name").GetString()));
        var current = answer.Error.GetProperty("data").GetProperty("current");
        Assert.Equal(30, current.GetProperty("allowed_clock_drift").GetInt32());
        Assert.Equal(200, (await world.Owner.PatchAsync($"{world.Path}/saml-config", Body(current.GetProperty("revision").GetString()!, Drift))).Status);
    }

    [Fact]
    public async Task What_Looker_finds_wrong_is_said_of_its_member()
    {
        await using var world = await SamlWorld.StartAsync();
        var answer = await world.PatchAsync(new() { ["default_new_user_role_ids"] = new JsonArray("4711") });
        Assert.Equal((422, "default_new_user_role_ids"), (answer.Status, Assert.Single(answer.Fields)));
        Assert.Equal(SamlRevisionState.NotApplied, (await world.RevisionsAsync())[^1].State);
        Assert.Equal(200, (await world.PatchAsync(Drift)).Status);
    }

    [Theory]
    [InlineData(403, 409, "lookerForbidden")]
    [InlineData(404, 409, "lookerNotFound")]
    [InlineData(429, 503, "lookerRateLimited")]
    [InlineData(500, 503, "lookerUnavailable")]
    public async Task Lookers_refusals_are_explained(int looker, int status, string code)
    {
        await using var world = await SamlWorld.StartAsync();
        world.Bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "saml_config", Status: looker, Count: null));
        foreach (var path in new[] { "saml-config", "saml-conflicts" })
        {
            var answer = await world.Owner.GetAsync($"{world.Path}/{path}");
            Assert.Equal((status, code), (answer.Status, answer.Error.GetProperty("data").GetProperty("code").GetString()));
            Assert.True(answer.Error.GetProperty("message").GetString()!.Length > 20);
        }
    }

    [Fact]
    public async Task Looker_Google_Cloud_core_is_named()
    {
        await using var world = await SamlWorld.StartAsync(switches: new SandboxSwitches { Edition = SandboxSwitches.GoogleCloudCore });
        Assert.Contains("Google Cloud core", (await world.Owner.GetAsync($"{world.Path}/saml-config")).Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflicts_are_told_in_numbers_with_what_settles_them()
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["new_user_migration_types"] = "ldap" });
        await world.Bridge.NewUserAsync("grace@example.com");
        var conflict = Assert.Single((await world.Owner.GetAsync($"{world.Path}/saml-conflicts")).Items);
        Assert.Equal(["code", "severity", "message", "field", "affectedUsers", "affectedGroups", "fix"], conflict.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""{"new_user_migration_types":"email"}""", conflict.GetProperty("fix").GetRawText());
        Assert.Equal(("blocker", 1, 0), (conflict.GetProperty("severity").GetString(), conflict.GetProperty("affectedUsers").GetInt32(), conflict.GetProperty("affectedGroups").GetInt32()));
    }

    [Fact]
    public async Task In_plan_mode_nothing_reaches_Looker()
    {
        await using var world = await SamlWorld.StartAsync();
        Assert.Equal(200, (await world.Owner.PatchAsync(world.Path, """{"mode":"plan"}""")).Status);
        Assert.Equal((409, "planMode"), Code(await world.PatchAsync(Drift)));
    }

    [Fact]
    public async Task A_change_is_in_the_audit_log_with_what_it_changed()
    {
        await using var world = await SamlWorld.StartAsync();
        await world.PatchAsync(Drift);
        var entry = Assert.Single((await world.Owner.GetAsync("/audit-log?action=saml.update")).Items);
        Assert.Equal(60, entry.GetProperty("before").GetProperty("allowed_clock_drift").GetInt32());
        Assert.Equal(90, entry.GetProperty("after").GetProperty("changes").GetProperty("allowed_clock_drift").GetInt32());
    }

    private static string Body(string revision, JsonObject changes) =>
        new JsonObject { ["revision"] = revision, ["confirm"] = true, ["changes"] = changes.DeepClone() }.ToJsonString();

    private static (int Status, string? Code) Code(Endpoints.Api.ApiAnswer answer) => (answer.Status, answer.Error.GetProperty("data").GetProperty("code").GetString());
}
