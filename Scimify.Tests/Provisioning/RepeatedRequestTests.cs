using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>
/// Requests about something that is already on its way to Looker. None is reported as applied before Looker has it, and none
/// waits forever in the log.
/// </summary>
public sealed class RepeatedRequestTests
{
    private const string Grace = "grace@example.com";
    private const string Later = "Settled together with a later request, which repeated or replaced it before it reached Looker.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("add the same member twice", "add grace", "add grace")]
    [InlineData("take the same member out twice", "clear", "clear")]
    [InlineData("take the same member out, and name it again", "clear", "remove ada from all")]
    [InlineData("replace the members twice", "only grace", "only grace")]
    [InlineData("put the same group twice", "put only grace", "put only grace")]
    [InlineData("rename a group twice to the same name", "rename Founders", "rename Founders")]
    [InlineData("rename a group, and change what does not concern Looker", "rename Founders", "group externalId")]
    [InlineData("rename a group, and ask for its members", "rename Founders", "add grace")]
    [InlineData("rename a user twice to the same name", "name Gracia", "name Gracia")]
    [InlineData("rename a user, and change what does not concern Looker", "name Gracia", "title")]
    [InlineData("rename a user twice to different names", "name Gracia", "name Gracie")]
    [InlineData("change, and delete", "name Gracia", "delete grace")]
    [InlineData("put into a group, and delete", "add grace", "delete grace")]
    [InlineData("change a group, and delete it", "add grace", "delete group")]
    [InlineData("take out of a group, and delete it", "clear", "delete group")]
    public async Task Is_pending_both_times_until_Looker_has_it_and_both_are_settled_in_the_log(string what, string first, string second)
    {
        await using var bridge = await Bridge.StartAsync();
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync();
        await bridge.SettledAsync();
        await SwitchAsync(bridge, IntegrationMode.Paused);

        var answers = new[] { await people.AskAsync(first), await people.AskAsync(second) };
        Assert.All(answers, answer => Assert.Equal("pending", answer.Sync));
        await SwitchAsync(bridge, IntegrationMode.Live);
        await bridge.SettledAsync();

        Assert.All(await LogAsync(bridge, 2), row => Assert.True(row is { Sync: SyncState.Applied, SettledAt: not null }, $"{what}: {row.Action} is {row.Sync}"));
    }

    [Theory]
    [InlineData("add_group_user", FaultKind.DelayBefore, "add grace", "clear but ada")]
    [InlineData("add_group_user", FaultKind.Status, "add grace", "clear but ada")]
    [InlineData("delete_group_user", FaultKind.DelayBefore, "clear", "delete group")]
    public async Task What_comes_while_an_earlier_call_is_under_way_is_settled_too(string call, FaultKind fault, string first, string second)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync("Analysts");
        await bridge.SettledAsync();
        bridge.Looker.Switches = bridge.Looker.Switches with { LatencyMs = 300 };
        bridge.Looker.Faults.Add(new FaultRule(fault, Operation: call, Status: 403));

        await people.AskAsync(first);
        await Eventually.TrueAsync(() => bridge.Looker.Recorder.InFlight > 0);
        await people.AskAsync(second);
        await bridge.SettledAsync();

        Assert.DoesNotContain(Grace, bridge.LookerMembers("Analysts"));
        Assert.All(await LogAsync(bridge, 2), row => Assert.True(row is { Sync: SyncState.Applied, SettledAt: not null }, $"{row.Action} is {row.Sync}"));
    }

    [Theory]
    [InlineData("add grace", "clear but ada")]
    [InlineData("make mary", "delete mary")]
    [InlineData("make group", "delete made group")]
    public async Task What_is_taken_back_before_Looker_heard_of_it_is_settled_at_once(string first, string second)
    {
        await using var bridge = await Bridge.StartAsync();
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync();
        await bridge.SettledAsync();
        await SwitchAsync(bridge, IntegrationMode.Paused);

        Assert.Equal("pending", (await people.AskAsync(first)).Sync);
        Assert.Equal("applied", (await people.AskAsync(second)).Sync);

        var rows = await LogAsync(bridge, 2);
        Assert.All(rows, row => Assert.Equal(SyncState.Applied, row.Sync));
        Assert.Equal(Later, rows[0].Detail);
    }

    [Fact]
    public async Task A_request_that_was_overtaken_twice_is_settled_with_the_last_one()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = new People(bridge, await bridge.NewUserAsync(Grace), "");
        await SwitchAsync(bridge, IntegrationMode.Paused);
        foreach (var name in (string[])["Gracia", "Gracie", "Gratia"])
        {
            await people.AskAsync($"name {name}");
        }

        await SwitchAsync(bridge, IntegrationMode.Live);
        await bridge.SettledAsync();

        Assert.Equal([Later, Later, null], (await LogAsync(bridge, 3)).Where(row => row.Sync == SyncState.Applied).Select(row => row.Detail));
    }

    [Fact]
    public async Task A_request_waits_on_when_only_a_part_of_it_was_overtaken()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync();
        await people.AskAsync("clear");
        await SwitchAsync(bridge, IntegrationMode.Paused);
        await people.AskAsync("add both");
        await people.AskAsync("remove one");

        Assert.Equal([SyncState.Pending, SyncState.Applied], (await LogAsync(bridge, 2)).Select(row => row.Sync));
        await SwitchAsync(bridge, IntegrationMode.Live);
        await bridge.SettledAsync();
        Assert.All(await LogAsync(bridge, 2), row => Assert.Equal(SyncState.Applied, row.Sync));
        Assert.Equal(["ada@example.com"], bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_member_who_is_on_the_way_out_of_a_group_that_stays_in_Looker_is_out_though_the_group_is_deleted()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync("Analysts");
        await bridge.SettledAsync();
        Assert.Contains("ada@example.com", bridge.LookerMembers("Analysts"));
        await SwitchAsync(bridge, IntegrationMode.Paused);
        await people.AskAsync("clear");

        Assert.Equal("pending", (await people.AskAsync("delete group")).Sync);
        await SwitchAsync(bridge, IntegrationMode.Live);
        await bridge.SettledAsync();

        Assert.DoesNotContain("ada@example.com", bridge.LookerMembers("Analysts"));
        Assert.All(await LogAsync(bridge, 2), row => Assert.Equal(SyncState.Applied, row.Sync));
    }

    [Theory]
    [InlineData("clear")]
    [InlineData("delete group")]
    public async Task A_removal_that_Looker_refused_is_tried_again_at_once_when_it_is_asked_for_again(string again)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync("Analysts");
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "delete_group_user", Status: 403));
        await people.AskAsync("clear");
        await bridge.SettledAsync();
        Assert.Contains("ada@example.com", bridge.LookerMembers("Analysts"));

        Assert.Equal("pending", (await people.AskAsync(again)).Sync);
        await bridge.SettledAsync();

        Assert.DoesNotContain("ada@example.com", bridge.LookerMembers("Analysts"));
        Assert.Equal(SyncState.Applied, (await LogAsync(bridge, 1))[0].Sync);
    }

    [Fact]
    public async Task A_removal_from_a_group_is_settled_when_the_account_goes_away_in_Looker_before_it()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync();
        await bridge.SettledAsync();
        await SwitchAsync(bridge, IntegrationMode.Paused);
        await people.AskAsync("clear");
        await people.AskAsync("rename ada");
        bridge.Looker.With(world => world.Delete(world.Users.Values.Single(u => u.Email?.Address == "ada@example.com")));
        await SwitchAsync(bridge, IntegrationMode.Live);
        await bridge.SettledAsync();

        Assert.All(await LogAsync(bridge, 2), row => Assert.Equal(SyncState.Applied, row.Sync));
        Assert.Empty(bridge.LookerMembers("Pioneers"));
        Assert.NotNull(bridge.LookerUser("ada@example.com"));
    }

    [Fact]
    public async Task What_was_asked_for_twice_and_is_refused_has_failed_both_times()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = new People(bridge, await bridge.NewUserAsync(Grace), "");
        await SwitchAsync(bridge, IntegrationMode.Paused);
        await people.AskAsync("name Gracia");
        await people.AskAsync("name Gracia");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 422));
        await SwitchAsync(bridge, IntegrationMode.Live);
        await bridge.SettledAsync();
        Assert.All(await LogAsync(bridge, 2), row => Assert.True(row is { Sync: SyncState.Failed, Detail: not null }));

        var service = bridge.App.Services.GetRequiredService<IResync>();
        await service.ResyncAsync(bridge.Owner, bridge.Integration.Key, Guid.Parse(people.GraceId), Ct);
        await bridge.SettledAsync();
        Assert.All(await LogAsync(bridge, 2), row => Assert.Equal(SyncState.Applied, row.Sync));
    }

    [Fact]
    public async Task A_request_of_which_Looker_refused_one_member_is_not_settled_by_the_others()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var people = new People(bridge, await bridge.NewUserAsync(Grace), await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace"));
        await people.NewGroupAsync();
        await people.AskAsync("clear");
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "add_group_user", Status: 422));
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "add_group_user", DelayMs: 300));

        await people.AskAsync("add both");
        await bridge.SettledAsync();

        Assert.Single(bridge.LookerMembers("Pioneers"));
        Assert.Equal(SyncState.Failed, (await LogAsync(bridge, 1))[0].Sync);
    }

    private static async Task SwitchAsync(Bridge bridge, IntegrationMode mode) => await bridge.App.Services.GetRequiredService<IntegrationService>().UpdateAsync(
        bridge.Owner, bridge.Integration.Id, new IntegrationChange { Mode = mode }, Ct);

    private static async Task<IReadOnlyList<ProvisioningEntry>> LogAsync(Bridge bridge, int last)
    {
        await using var db = bridge.App.Services.GetRequiredService<ScimifyDatabase>().CreateDbContext();
        return await db.ProvisioningLog.OrderByDescending(e => e.Key).Take(last).OrderBy(e => e.Key).ToListAsync(Ct);
    }

    /// <summary>Grace, Ada, and the group of the pioneers, which Ada is in.</summary>
    private sealed class People(Bridge bridge, string grace, string ada)
    {
        private string? _group;
        private string? _made;

        public string GraceId => grace;

        public async Task NewGroupAsync(string name = "Pioneers") => _group = (await bridge.PostAsync("/Groups", Group(name, ada))).Id;

        public async Task<ScimReply> AskAsync(string what)
        {
            var answer = await (what.Split(' ') switch
            {
                ["add", "both"] => Members("add", grace, ada),
                ["add", _] => Members("add", grace),
                ["only", _] => Members("replace", grace),
                ["clear"] => Members("replace"),
                ["clear", "but", _] => Members("replace", ada),
                ["remove", "one"] => bridge.PatchAsync($"/Groups/{_group}", $$"""
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members[value eq \"{{grace}}\"]"}]}
                    """),
                ["remove", ..] => bridge.PutAsync($"/Groups/{_group}", Group("Pioneers")),
                ["put", ..] => bridge.PutAsync($"/Groups/{_group}", Group("Pioneers", grace)),
                ["rename", "ada"] => bridge.PutAsync($"/Users/{ada}", Bridge.UserJson("ada@example.com", "Augusta", "Lovelace")),
                ["rename", var name] => bridge.PatchAsync($"/Groups/{_group}", Replace("displayName", name)),
                ["group", var attribute] => bridge.PatchAsync($"/Groups/{_group}", Replace(attribute, "4711")),
                ["name", var name] => bridge.PutAsync($"/Users/{grace}", Bridge.UserJson(Grace, name)),
                ["title"] => bridge.PatchAsync($"/Users/{grace}", Replace("title", "Rear Admiral")),
                ["delete", "grace"] => bridge.DeleteAsync($"/Users/{grace}"),
                ["delete", "group"] => bridge.DeleteAsync($"/Groups/{_group}"),
                ["make", "mary"] => bridge.PostAsync("/Users", Bridge.UserJson("mary@example.com", "Mary")),
                ["make", "group"] => bridge.PostAsync("/Groups", Group("Founders", grace)),
                ["delete", "mary"] => bridge.DeleteAsync($"/Users/{_made}"),
                ["delete", "made", "group"] => bridge.DeleteAsync($"/Groups/{_made}"),
                _ => throw new ArgumentException(what),
            });
            Assert.InRange(answer.Status, 200, 204);
            _made = answer is { Status: 201 } ? answer.Id : _made;
            return answer;
        }

        private Task<ScimReply> Members(string operation, params IReadOnlyList<string> ids) => bridge.PatchAsync($"/Groups/{_group}", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"{{operation}}","path":"members","value":[{{Values(ids)}}]}]}
            """);

        private static string Replace(string path, string value) => $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"{{path}}","value":"{{value}}"}]}
            """;

        private static string Group(string name, params IReadOnlyList<string> ids) => $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"{{name}}","members":[{{Values(ids)}}]}
            """;

        private static string Values(IEnumerable<string> ids) => string.Join(',', ids.Select(id => $$"""{"value":"{{id}}"}"""));
    }
}
