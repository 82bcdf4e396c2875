using System.Security.Cryptography;
using System.Text.Json;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Tests.Provisioning;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>Access reviews over the REST API, and what closing one does in the emulated Looker.</summary>
public sealed class ReviewApiTests
{
    private const string Ada = "ada@example.com";
    private const string Bob = "bob@example.com";
    private const string Grace = "grace@example.com";

    [Fact]
    public async Task Closing_takes_away_what_was_given_by_hand_and_lists_what_SCIM_would_put_back()
    {
        await using var world = await WorldAsync();

        var accounts = await world.StartAsync("accounts");
        Assert.Equal([$"{Ada} scim", $"{Bob} scim", $"{Grace} byHand"], await world.RowsAsync(accounts, row => $"{Text(row, "userName")} {Text(row, "source")}"));
        var members = await world.StartAsync("groups", world.Group);
        Assert.Equal([$"{Ada} scim", $"{Bob} byHand"], await world.RowsAsync(members, row => $"{Text(row, "userName")} {Text(row, "source")}"));

        await world.DecideAllAsync(accounts, "remove");
        await world.DecideAllAsync(members, "remove");
        Assert.Equal(("identityProvider", "removed"), (await OutcomeAsync(accounts, Ada), await OutcomeAsync(accounts, Grace)));
        var before = world.Bridge.LastCall;
        Assert.Equal(200, (await world.Operator.PostAsync($"/reviews/{accounts}/close")).Status);
        Assert.Equal(200, (await world.Operator.PostAsync($"/reviews/{members}/close")).Status);
        await world.Bridge.SettledForGoodAsync();

        Assert.Equal([false, false, true], new[] { Ada, Bob, Grace }.Select(email => world.Bridge.LookerUser(email)!.IsDisabled));
        Assert.Equal([Ada], world.Bridge.LookerMembers("Finance"));
        Assert.NotEmpty(world.Bridge.CallsSince(before));
        Assert.Equal(("identityProvider", "identityProvider", "removed"), (await OutcomeAsync(accounts, Ada), await OutcomeAsync(accounts, Bob), await OutcomeAsync(accounts, Grace)));
        Assert.Equal(("identityProvider", "removed"), (await OutcomeAsync(members, Ada), await OutcomeAsync(members, Bob)));
        Assert.Equal([Ada], await world.RowsAsync(members, row => Text(row, "userName")!, "?view=identityProvider"));
        Assert.Empty(ReconcileTests.Drift(world.Bridge));
        Assert.Equal(0, (await ReconcileTests.CompareAsync(world.Bridge)).Found);
        Assert.DoesNotContain((await world.Auditor.GetAsync("/access")).Items, line => Text(line, "userName") == Grace);

        async Task<string?> OutcomeAsync(Guid review, string email) => Assert.Single(await world.RowsAsync(review, row => Text(row, "outcome")!, $"?q={email}"));
    }

    [Fact]
    public async Task What_the_record_hashes_to_is_in_the_audit_log_and_nothing_opens_the_review_again()
    {
        await using var world = await WorldAsync();
        var review = await world.StartAsync("groups", world.Group);
        var frozen = Hash(await world.Auditor.FileAsync($"/reviews/{review}/record"));
        Assert.Equal(frozen, Text((await world.Auditor.GetAsync($"/reviews/{review}")).Results, "listSha256"));
        Assert.Equal(frozen, AfterOf(await world.Auditor.GetAsync("/audit-log?action=review.start&pageSize=1")).GetProperty("listSha256").GetString());

        Assert.Equal(409, (await world.Operator.PostAsync($"/reviews/{review}/close")).Status);
        Assert.Equal(403, (await world.Owner.PostAsync($"/reviews/{review}/decisions", """{"rows":[1],"decision":"keep"}""")).Status);
        var refused = Assert.Single((await world.Owner.GetAsync("/audit-log?action=access.refuse")).Items);
        Assert.Equal("POST /api/v1/reviews/{uuid}/decisions", Text(refused, "subjectName"));    // the route is open to owners; the review is not theirs
        await world.DecideAllAsync(review, "keep");
        Assert.Equal(403, (await world.Auditor.PostAsync($"/reviews/{review}/close")).Status);
        var closed = (await world.Operator.PostAsync($"/reviews/{review}/close")).Results;

        var hash = Hash(await world.Auditor.FileAsync($"/reviews/{review}/record"));
        Assert.Equal(("closed", hash), (Text(closed, "state"), Text(closed, "sha256")));
        Assert.Equal(hash, AfterOf(await world.Auditor.GetAsync("/audit-log?action=review.close&pageSize=1")).GetProperty("sha256").GetString());
        Assert.NotEqual(frozen, hash);
        foreach (var again in new[]
        {
            await world.Operator.PostAsync($"/reviews/{review}/close"), await world.Operator.PostAsync($"/reviews/{review}/cancel"),
            await world.Reviewer.PostAsync($"/reviews/{review}/decisions", """{"rows":[1],"decision":"keep"}"""),
        })
        {
            Assert.Equal(409, again.Status);
        }

        Assert.Equal(405, (await world.Owner.DeleteAsync($"/reviews/{review}")).Status);
        Assert.Equal(hash, Hash(await world.Auditor.FileAsync($"/reviews/{review}/record")));
        Assert.Equal([Ada, Bob], world.Bridge.LookerMembers("Finance"));
    }

    [Fact]
    public async Task The_deletion_guard_and_plan_mode_keep_a_review_open()
    {
        await using var world = await WorldAsync(new PolicyChange { DeletionGuard = new DeletionGuardChange { Enabled = true, MaxCount = 0 } }, HeldChanges.NoGuard);
        var review = await world.StartAsync("accounts");
        await world.DecideAllAsync(review, "remove");

        var refused = await world.Operator.PostAsync($"/reviews/{review}/close");
        Assert.Equal((409, "guarded"), (refused.Status, refused.Error.GetProperty("data").GetProperty("code").GetString()));
        Assert.False(world.Bridge.LookerUser(Grace)!.IsDisabled);
        Assert.Equal("open", Text((await world.Auditor.GetAsync($"/reviews/{review}")).Results, "state"));

        await world.Bridge.SetAsync(new IntegrationChange { Policies = HeldChanges.NoGuard, Mode = IntegrationMode.Plan });
        var planned = await world.Operator.PostAsync($"/reviews/{review}/close");
        Assert.Equal(409, planned.Status);
        Assert.Contains("plan mode", planned.Text, StringComparison.Ordinal);

        await world.Bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        Assert.Equal(200, (await world.Operator.PostAsync($"/reviews/{review}/close")).Status);
        await world.Bridge.SettledAsync();
        Assert.True(world.Bridge.LookerUser(Grace)!.IsDisabled);
    }

    [Fact]
    public async Task A_removal_that_the_guard_holds_already_has_to_be_decided_first()
    {
        await using var world = await WorldAsync(new PolicyChange { DeletionGuard = new DeletionGuardChange { Enabled = true, MaxCount = 0 } }, HeldChanges.NoGuard);
        var review = await world.StartAsync("accounts");
        await world.DecideAllAsync(review, "keep");
        var ada = (await world.Auditor.GetAsync($"/reviews/{review}/rows")).Items.Single(row => Text(row, "userName") == Ada);
        await world.Bridge.PatchAsync($"/Users/{Text(ada, "scimId")}", HeldChanges.Active(false));
        Assert.Single(await world.Bridge.HeldAsync());
        Assert.Equal(200, (await world.Reviewer.PostAsync($"/reviews/{review}/decisions", $$"""{"rows":[{{ada.GetProperty("number")}}],"decision":"remove","reason":"left"}""")).Status);

        var refused = await world.Operator.PostAsync($"/reviews/{review}/close");
        Assert.Equal((409, "held"), (refused.Status, refused.Error.GetProperty("data").GetProperty("code").GetString()));

        Assert.Equal(200, (await world.Bridge.DecideAsync("release", await world.Bridge.HeldAsync())).Status);
        await world.Bridge.SettledAsync();
        Assert.Equal(200, (await world.Operator.PostAsync($"/reviews/{review}/close")).Status);
        Assert.Equal(["gone"], await world.RowsAsync(review, row => Text(row, "outcome")!, "?view=remove"));
        Assert.True(world.Bridge.LookerUser(Ada)!.IsDisabled);
    }

    [Fact]
    public async Task Only_reviewers_decide_with_a_reason_and_strangers_find_nothing()
    {
        await using var world = await WorldAsync();
        var review = await world.StartAsync("groups", world.Group);
        var stranger = await world.Bridge.App.PersonAsync(organization: "Globex");
        using var other = new ApiClient(world.Bridge.App.NewClient(apiKey: await world.Bridge.App.PersonalAccessTokenAsync(stranger)));

        Assert.Equal(403, (await world.Operator.PostAsync($"/reviews/{review}/decisions", """{"rows":[1],"decision":"keep"}""")).Status);
        Assert.Equal(["reason"], (await world.Reviewer.PostAsync($"/reviews/{review}/decisions", """{"rows":[1],"decision":"remove"}""")).Fields);
        Assert.Equal(["rows"], (await world.Reviewer.PostAsync($"/reviews/{review}/decisions", """{"rows":[],"decision":"keep"}""")).Fields);
        Assert.Equal(["decision"], (await world.Reviewer.PostAsync($"/reviews/{review}/decisions", """{"rows":[1],"decision":"none"}""")).Fields);
        Assert.Equal(["view"], (await world.Reviewer.GetAsync($"/reviews/{review}/rows?view=everything")).Fields);
        Assert.Equal(200, (await world.Reviewer.PostAsync($"/reviews/{review}/decisions", """{"rows":[1],"decision":"notMine","reason":"another team"}""")).Status);
        Assert.Equal(2, (await world.Auditor.GetAsync($"/reviews/{review}")).Results.GetProperty("progress").GetProperty("open").GetInt32());
        Assert.Empty((await other.GetAsync("/reviews")).Items);
        Assert.Equal(404, (await other.GetAsync($"/reviews/{review}/rows")).Status);
        Assert.Equal(["targets"], (await world.TryStartAsync("groups", Guid.NewGuid().ToString("D"))).Fields);
        Assert.Equal(409, (await world.TryStartAsync("administrators")).Status);

        Assert.Equal(200, (await world.Auditor.PostAsync($"/reviews/{review}/cancel")).Status);
        Assert.Equal(409, (await world.Reviewer.PostAsync($"/reviews/{review}/decisions", """{"rows":[1],"decision":"keep"}""")).Status);
    }

    private static string? Text(JsonElement item, string member) => item.GetProperty(member).GetString();

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static JsonElement AfterOf(ApiAnswer log) => log.Items.First().GetProperty("after");

    /// <summary>Ada is in Finance. Bob was put there by hand, and Grace, who has left, was enabled by hand. A comparison has found both.</summary>
    private static async Task<ReviewWorld> WorldAsync(PolicyChange? policies = null, PolicyChange? before = null)
    {
        var bridge = await Bridge.StartAsync(policies: before ?? policies ?? HeldChanges.NoGuard);
        var ada = await bridge.NewUserAsync(Ada, "Ada", "Lovelace");
        await bridge.NewUserAsync(Bob, "Bob", "Baker");
        var grace = await bridge.NewUserAsync(Grace);
        var group = await bridge.TeamAsync("Finance", [ada]);
        await bridge.PatchAsync($"/Users/{grace}", HeldChanges.Active(false));
        await bridge.SettledForGoodAsync();
        if (before is not null)
        {
            await bridge.SetAsync(new IntegrationChange { Policies = policies });
        }

        bridge.Looker.With(looker =>
        {
            looker.Users.Values.Single(u => u.Email?.Address == Grace).IsDisabled = false;
            looker.Join(looker.Users.Values.Single(u => u.Email?.Address == Bob), looker.Groups.Values.Single(g => g.Name == "Finance"));
        });
        await ReconcileTests.CompareAsync(bridge);
        var reviewer = await bridge.App.PersonAsync(PortalRole.Auditor);
        return new ReviewWorld(
            bridge, group, reviewer, await ClientAsync(reviewer), await ClientAsync(await bridge.App.PersonAsync(PortalRole.Auditor)), await ClientAsync(await bridge.App.PersonAsync(PortalRole.Operator)),
            await ClientAsync(bridge.Owner));

        async Task<ApiClient> ClientAsync(Actor person) => new(bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(person)));
    }

    private sealed record ReviewWorld(Bridge Bridge, string Group, Actor Person, ApiClient Reviewer, ApiClient Auditor, ApiClient Operator, ApiClient Owner) : IAsyncDisposable
    {
        public Task<ApiAnswer> TryStartAsync(string scope, string? target = null) => Auditor.PostAsync("/reviews", JsonSerializer.Serialize(new
        {
            name = $"Review of {scope}", integration = Bridge.Integration.Id, scope, targets = target is null ? [] : new[] { target }, reviewers = new[] { Person.Id },
            dueAt = TimeProvider.System.GetUtcNow().AddDays(14),
        }));

        public async Task<Guid> StartAsync(string scope, string? target = null)
        {
            var started = await TryStartAsync(scope, target);
            Assert.Equal(201, started.Status);
            return started.Uuid;
        }

        public async Task<IReadOnlyList<string>> RowsAsync(Guid review, Func<JsonElement, string> shown, string query = "") =>
            [.. (await Auditor.GetAsync($"/reviews/{review}/rows{query}")).Items.Select(shown).Order(StringComparer.Ordinal)];

        public async Task DecideAllAsync(Guid review, string decision)
        {
            var rows = (await Auditor.GetAsync($"/reviews/{review}/rows")).Items.Select(row => row.GetProperty("number").GetInt32()).ToList();
            var decided = await Reviewer.PostAsync($"/reviews/{review}/decisions", JsonSerializer.Serialize(new { rows, decision, reason = "because" }));
            Assert.Equal((200, rows.Count), (decided.Status, decided.Results.GetProperty("done").GetInt32()));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in new[] { Reviewer, Auditor, Operator, Owner })
            {
                client.Dispose();
            }

            await Bridge.DisposeAsync();
        }
    }
}
