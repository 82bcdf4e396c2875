using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.Endpoints.Scim;

namespace Scimify.Tests.Saml;

/// <summary>A change that is drafted, tested, approved and applied.</summary>
public sealed class SamlDraftTests
{
    private static readonly JsonObject NewIssuer = new() { ["idp_issuer"] = "https://new.example.com" };

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_tested_draft_is_applied_where_the_same_change_untested_is_refused(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var world = await SamlWorld.StartAsync(settings: database.Settings);
        var live = (await world.ConfigAsync()).Revision;
        var draft = await CreateAsync(world, NewIssuer);
        Assert.Equal((201, true, false), (draft.Status, Test(draft).GetProperty("needed").GetBoolean(), Test(draft).GetProperty("holds").GetBoolean()));
        Assert.Equal("idp_issuer", Assert.Single(draft.Results.GetProperty("differences").EnumerateArray()).GetProperty("field").GetString());
        var refused = await ApplyAsync(world, draft);
        Assert.Equal("notTested", Assert.Single(refused.Error.GetProperty("data").GetProperty("blockers").EnumerateArray()).GetProperty("code").GetString());

        var test = await world.Owner.PostAsync($"{DraftPath(world, draft)}/test");
        Assert.Equal(("open", live), (Test(test).GetProperty("state").GetString(), (await world.ConfigAsync()).Revision));
        var tested = Assert.Single(Tests(world));
        Assert.Equal((Test(test).GetProperty("slug").GetString(), "https://new.example.com"), (tested["test_slug"]!.ToString(), tested["idp_issuer"]!.ToString()));
        var passed = await world.Owner.PostAsync($"{DraftPath(world, draft)}/test-result", """{"passed":true}""");
        Assert.Equal(("passed", true), (Test(passed).GetProperty("state").GetString(), Test(passed).GetProperty("holds").GetBoolean()));
        Assert.Empty(Tests(world));

        var applied = await ApplyAsync(world, passed);
        Assert.Equal((200, "https://new.example.com"), (applied.Status, applied.Results.GetProperty("idp_issuer").GetString()));
        var revision = (await world.RevisionsAsync())[^1];
        Assert.Equal(("New certificate", null, SamlRevisionState.Applied), (revision.Note, revision.Overridden, revision.State));
        Assert.Contains(world.Bridge.Owner.Name, revision.TestResult, StringComparison.Ordinal);
        Assert.Equal(404, (await world.Owner.GetAsync(DraftPath(world, draft))).Status);
        Assert.Empty((await world.Owner.GetAsync($"{world.Path}/saml-drafts")).Items);
    }

    [Fact]
    public async Task A_test_holds_for_the_very_settings_that_were_tested()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await PassedAsync(world, await CreateAsync(world, NewIssuer));
        var changed = await world.Owner.PatchAsync(DraftPath(world, draft), new JsonObject { ["version"] = Version(draft), ["changes"] = new JsonObject { ["idp_issuer"] = "https://third.example.com" } }.ToJsonString());
        Assert.False(Test(changed).GetProperty("holds").GetBoolean());
        Assert.Equal(409, (await ApplyAsync(world, changed)).Status);

        var back = await world.Owner.PatchAsync(DraftPath(world, draft), $$$"""{"version":{{{Version(changed)}}},"changes":{{{NewIssuer.ToJsonString()}}}}""");
        Assert.True(Test(back).GetProperty("holds").GetBoolean());
        world.InLooker(new() { ["idp_url"] = "https://moved.example.com" });
        Assert.Equal(409, (await ApplyAsync(world, await world.Owner.GetAsync(DraftPath(world, draft)))).Status);
    }

    [Fact]
    public async Task A_login_that_failed_proves_nothing()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await CreateAsync(world, NewIssuer);
        Assert.Equal((409, "noTest"), Code(await world.Owner.PostAsync($"{DraftPath(world, draft)}/test-result", """{"passed":true}""")));
        await world.Owner.PostAsync($"{DraftPath(world, draft)}/test");
        var failed = await world.Owner.PostAsync($"{DraftPath(world, draft)}/test-result", """{"passed":false}""");
        Assert.Equal("failed", Test(failed).GetProperty("state").GetString());
        Assert.Equal(409, (await ApplyAsync(world, failed)).Status);
    }

    [Fact]
    public async Task What_Looker_finds_wrong_with_a_test_is_said_of_its_member()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await CreateAsync(world, new() { ["default_new_user_role_ids"] = new JsonArray("4711") });
        var test = await world.Owner.PostAsync($"{DraftPath(world, draft)}/test");
        Assert.Equal((422, "default_new_user_role_ids"), (test.Status, Assert.Single(test.Fields)));
    }

    [Fact]
    public async Task What_was_changed_in_Looker_since_is_shown_beside_the_draft()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await CreateAsync(world, new() { ["allowed_clock_drift"] = 90 });
        Assert.Empty(draft.Results.GetProperty("changedInLooker").EnumerateArray());
        world.InLooker(new() { ["allowed_clock_drift"] = 30, ["idp_audience"] = "looker" });
        var seen = await world.Owner.GetAsync(DraftPath(world, draft));
        var overwrites = Assert.Single(seen.Results.GetProperty("changedInLooker").EnumerateArray());
        Assert.Equal((60, 30), (overwrites.GetProperty("before").GetInt32(), overwrites.GetProperty("after").GetInt32()));

        var stale = await world.Owner.PostAsync($"{DraftPath(world, draft)}/apply", $$"""{"version":1,"revision":"{{draft.Results.GetProperty("revision").GetString()}}","confirm":true}""");
        Assert.Equal((409, "changed"), Code(stale));
        var rebased = await world.Owner.PatchAsync(DraftPath(world, draft), """{"version":1,"rebase":true}""");
        Assert.Empty(rebased.Results.GetProperty("changedInLooker").EnumerateArray());
        Assert.Equal(200, (await ApplyAsync(world, rebased)).Status);
        Assert.Equal(("looker", 90), ((await world.ConfigAsync()).Settings.Text("idp_audience"), (int)(await world.ConfigAsync()).Json["allowed_clock_drift"]!));
    }

    [Fact]
    public async Task Two_people_at_one_draft_do_not_overwrite_each_other()
    {
        await using var world = await SamlWorld.StartAsync();
        using var other = await OtherAsync(world);
        var draft = await CreateAsync(world, NewIssuer);
        Assert.Equal(200, (await other.PatchAsync(DraftPath(world, draft), """{"version":1,"title":"Mine"}""")).Status);
        Assert.Equal((409, "draftChanged"), Code(await world.Owner.PatchAsync(DraftPath(world, draft), """{"version":1,"title":"No, mine"}""")));
        Assert.Equal((409, "draftChanged"), Code(await ApplyAsync(world, draft)));
    }

    [Fact]
    public async Task With_the_policy_a_change_needs_a_second_person()
    {
        await using var world = await SamlWorld.StartAsync();
        using var other = await OtherAsync(world);
        Assert.Equal(403, (await other.PatchAsync($"{world.Path}/saml-policy", """{"requiresApproval":true}""")).Status);
        Assert.Equal(200, (await world.Owner.PatchAsync($"{world.Path}/saml-policy", """{"requiresApproval":true}""")).Status);
        Assert.Single((await world.Owner.GetAsync("/audit-log?action=saml.policy")).Items);
        Assert.Equal(["approvalRequired"], Blockers(await world.PatchAsync(new() { ["allowed_clock_drift"] = 90 })));

        var draft = await CreateAsync(world, new() { ["allowed_clock_drift"] = 90 });
        Assert.Equal(["approvalRequired"], Blockers(await ApplyAsync(world, draft)));
        Assert.Equal((409, "ownDraft"), Code(await world.Owner.PostAsync($"{DraftPath(world, draft)}/approve", """{"version":1}""")));
        var approved = await other.PostAsync($"{DraftPath(world, draft)}/approve", """{"version":1}""");
        Assert.True(approved.Results.GetProperty("approval").GetProperty("holds").GetBoolean());

        var changed = await world.Owner.PatchAsync(DraftPath(world, draft), """{"version":2,"changes":{"allowed_clock_drift":3000}}""");
        Assert.Equal(["approvalRequired"], Blockers(await ApplyAsync(world, changed)));
        var again = await other.PostAsync($"{DraftPath(world, draft)}/approve", """{"version":3}""");
        Assert.Equal(200, (await ApplyAsync(world, again)).Status);
        Assert.StartsWith("operator-", (await world.RevisionsAsync())[^1].ApproverName, StringComparison.Ordinal);
    }

    /// <summary>Otherwise the author could change what was approved in the approver's name.</summary>
    [Fact]
    public async Task Who_wrote_into_a_draft_cannot_approve_it()
    {
        await using var world = await SamlWorld.StartAsync();
        using var other = await OtherAsync(world);
        var draft = await CreateAsync(world, new() { ["allowed_clock_drift"] = 90 });
        Assert.Equal(200, (await other.PatchAsync(DraftPath(world, draft), """{"version":1,"changes":{"allowed_clock_drift":3000}}""")).Status);
        Assert.Equal((409, "ownDraft"), Code(await other.PostAsync($"{DraftPath(world, draft)}/approve", """{"version":2}""")));
        Assert.Equal(200, (await world.Owner.PostAsync($"{DraftPath(world, draft)}/approve", """{"version":2}""")).Status);
    }

    [Fact]
    public async Task A_draft_that_Looker_has_already_is_done_without_a_call()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await CreateAsync(world, NewIssuer);
        world.InLooker((JsonObject)NewIssuer.DeepClone());
        var before = world.Bridge.LastCall;
        Assert.Equal(200, (await ApplyAsync(world, await world.Owner.GetAsync(DraftPath(world, draft)))).Status);
        Assert.DoesNotContain(world.Bridge.CallsSince(before), c => c.StartsWith("PATCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Discarding_a_draft_deletes_its_test_in_Looker()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await CreateAsync(world, NewIssuer);
        await world.Owner.PostAsync($"{DraftPath(world, draft)}/test");
        Assert.Single(Tests(world));
        Assert.Equal(200, (await world.Owner.DeleteAsync(DraftPath(world, draft))).Status);
        Assert.Empty(Tests(world));
        Assert.Equal(404, (await world.Owner.DeleteAsync(DraftPath(world, draft))).Status);
    }

    [Theory]
    [InlineData("""{"changes":{}}""", "title")]
    [InlineData("""{"title":" ","changes":{}}""", "title")]
    [InlineData("""{"title":"a","changes":{"idp_cert":"x"}}""", "idp_cert")]
    [InlineData("""{"title":"a","changes":{"modified_by":"1"}}""", "modified_by")]
    public async Task A_draft_that_could_not_be_applied_is_not_made(string body, string field)
    {
        await using var world = await SamlWorld.StartAsync();
        var answer = await world.Owner.PostAsync($"{world.Path}/saml-drafts", body);
        Assert.Equal((422, field), (answer.Status, Assert.Single(answer.Fields)));
        Assert.Empty((await world.Owner.GetAsync($"{world.Path}/saml-drafts")).Items);
    }

    [Fact]
    public async Task The_watch_settles_what_was_cut_off_and_finds_what_was_changed_in_Looker()
    {
        await using var world = await SamlWorld.StartAsync();
        await world.PatchAsync(new() { ["allowed_clock_drift"] = 90 });
        world.Bridge.Looker.Faults.Add(new FaultRule(FaultKind.DropAfter, Operation: "update_saml_config"));
        Assert.Equal((503, "unknown"), Code(await world.PatchAsync(new() { ["allowed_clock_drift"] = 91 })));

        var clock = new TestKit.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var watch = SamlWorld.WatchOf(world.Bridge.App.Services, clock);
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(SamlRevisionState.Applying, (await world.RevisionsAsync())[^1].State);
        clock.Advance(TimeSpan.FromMinutes(4));
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(SamlRevisionState.Applied, (await world.RevisionsAsync())[^1].State);

        world.InLooker(new() { ["idp_audience"] = "looker" });
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal(3, (await world.RevisionsAsync()).Length);
        clock.Advance(TimeSpan.FromDays(1));
        await watch.LookAsync(CancellationToken.None);
        Assert.Equal((4, SamlSource.Looker), ((await world.RevisionsAsync()).Length, (await world.RevisionsAsync())[^1].Source));
    }

    private static async Task<ApiClient> OtherAsync(SamlWorld world)
    {
        var person = await world.Bridge.App.PersonAsync(PortalRole.Operator);
        return new ApiClient(world.Bridge.App.NewClient(apiKey: await world.Bridge.App.PersonalAccessTokenAsync(person)));
    }

    private static Task<ApiAnswer> CreateAsync(SamlWorld world, JsonObject changes) => world.Owner.PostAsync(
        $"{world.Path}/saml-drafts", new JsonObject { ["title"] = "New certificate", ["changes"] = changes.DeepClone() }.ToJsonString());

    private static async Task<ApiAnswer> PassedAsync(SamlWorld world, ApiAnswer draft)
    {
        Assert.Equal(200, (await world.Owner.PostAsync($"{DraftPath(world, draft)}/test")).Status);
        return await world.Owner.PostAsync($"{DraftPath(world, draft)}/test-result", """{"passed":true}""");
    }

    private static Task<ApiAnswer> ApplyAsync(SamlWorld world, ApiAnswer draft) => world.Owner.PostAsync(
        $"{DraftPath(world, draft)}/apply", $$"""{"version":{{Version(draft)}},"revision":"{{draft.Results.GetProperty("revision").GetString()}}","confirm":true}""");

    private static string DraftPath(SamlWorld world, ApiAnswer draft) => $"{world.Path}/saml-drafts/{draft.Uuid}";

    private static long Version(ApiAnswer draft) => draft.Results.GetProperty("version").GetInt64();

    private static JsonElement Test(ApiAnswer draft) => draft.Results.GetProperty("test");

    private static (int Status, string? Code) Code(ApiAnswer answer) => (answer.Status, answer.Error.GetProperty("data").GetProperty("code").GetString());

    private static string[] Blockers(ApiAnswer answer) =>
        [.. answer.Error.GetProperty("data").GetProperty("blockers").EnumerateArray().Select(b => b.GetProperty("code").GetString()!)];

    private static List<JsonObject> Tests(SamlWorld world) => world.Bridge.Looker.With(w =>
        w.Saml.Values.Where(s => s.Id != SandboxSaml.Live).Select(s => new SandboxSamlRules(w).Show(s)).ToList());
}
