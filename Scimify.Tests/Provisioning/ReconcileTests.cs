using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Features.Drift;
using Scimify.Portal.Sandbox;
using Scimify.Portal.Shared;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>What people changed by hand in Looker is found, reported, and repaired on request.</summary>
public sealed class ReconcileTests
{
    private const string Grace = "grace@example.com";
    private const string Ada = "ada@example.com";

    [Fact]
    public async Task Everything_as_it_should_be_is_no_drift_and_costs_two_calls()
    {
        await using var bridge = await FilledAsync();
        var before = bridge.LastCall;
        var run = await CompareAsync(bridge);
        Assert.Equal((ReconcileState.Done, 3, 3, 0), (run.State, run.Done, run.Total, run.Found));
        Assert.Equal(["GET /groups/search/with_roles", "GET /users"], bridge.CallsSince(before).Select(call => call.Split('?')[0]).Order());
        var status = await bridge.App.Services.GetRequiredService<IntegrationService>().StatusAsync(bridge.Owner, bridge.Integration.Id, CancellationToken.None);
        Assert.NotNull(status.LastReconciledAt);
    }

    [Fact]
    public async Task A_live_integration_is_compared_once_a_day_without_anybody_asking()
    {
        await using var bridge = await FilledAsync();
        var store = bridge.App.Services.GetRequiredService<IDriftStore>();
        var now = TimeProvider.System.GetUtcNow();
        await store.ScheduleAsync(now - TimeSpan.FromDays(1), CancellationToken.None);
        Assert.Equal(0, await RunsAsync());
        await store.ScheduleAsync(now + TimeSpan.FromMinutes(5), CancellationToken.None);
        Assert.Equal(1, await RunsAsync());
        await store.ScheduleAsync(now - TimeSpan.FromMinutes(5), CancellationToken.None);
        Assert.Equal(1, await RunsAsync());

        async Task<int> RunsAsync()
        {
            await using var db = bridge.App.NewContext();
            return await db.ReconcileRuns.CountAsync(CancellationToken.None);
        }
    }

    public static TheoryData<string, Action<Bridge>, string> ByHand => new()
    {
        { "renamed", b => b.Looker.With(w => User(w, Ada).FirstName = "Augusta"), "UserChanged User ada@example.com first_name: Ada -> Augusta" },
        { "disabled", b => b.Looker.With(w => User(w, Ada).IsDisabled = true), "UserDisabled User ada@example.com is_disabled: false -> true" },
        { "enabled", b => b.Looker.With(w => User(w, Grace).IsDisabled = false), "UserEnabled User grace@example.com is_disabled: true -> false" },
        { "another address", b => b.Looker.With(w => w.SetEmail(User(w, Ada), new SandboxEmail { Address = "countess@example.com", CreatedAt = w.Now })), "EmailChanged User ada@example.com email: ada@example.com -> countess@example.com" },
        { "no credential", b => b.Looker.With(w => w.SetEmail(User(w, Ada), null)), "CredentialMissing User ada@example.com credentials_email: ada@example.com -> " },
        { "deleted", b => b.Looker.With(w => w.Delete(User(w, Ada))), "UserMissing User ada@example.com : ada@example.com -> " },
        { "group renamed", b => b.Looker.With(w => w.Rename(Group(w), "Veterans")), "GroupRenamed Group Pioneers name: Pioneers -> Veterans" },
        { "group deleted", b => b.Looker.With(w => w.Delete(Group(w))), "GroupMissing Group Pioneers : Pioneers -> " },
        { "taken out", b => b.Looker.With(w => w.Leave(User(w, Ada), Group(w))), "MemberMissing Group Pioneers members: ada@example.com -> " },
    };

    [Theory]
    [MemberData(nameof(ByHand))]
    public async Task What_was_changed_by_hand_is_found_and_repaired(string what, Action<Bridge> change, string expected)
    {
        _ = what;
        await using var bridge = await FilledAsync();
        var right = World(bridge);
        change(bridge);
        Assert.NotEqual(right, World(bridge));

        await CompareAsync(bridge);
        Assert.Equal([expected], Drift(bridge));

        var again = await CompareAsync(bridge, repair: true);
        Assert.Equal((1, 1), (again.Found, again.Repaired));
        await bridge.SettledAsync();
        Assert.Equal(right, World(bridge));
        Assert.Empty(Drift(bridge));
        Assert.Equal(0, (await CompareAsync(bridge)).Found);
    }

    public static TheoryData<string, bool, Action<Bridge>, string> BesideARefusal => new()
    {
        { "enabled", false, b => b.Looker.With(w => User(w, Ada).IsDisabled = false), "UserEnabled User ada@example.com is_disabled: true -> false" },
        { "disabled", true, b => b.Looker.With(w => User(w, Ada).IsDisabled = true), "UserDisabled User ada@example.com is_disabled: false -> true" },
        { "another address", true, b => b.Looker.With(w => w.SetEmail(User(w, Ada), new SandboxEmail { Address = "countess@example.com", CreatedAt = w.Now })), "EmailChanged User ada@example.com email: ada@example.com -> countess@example.com" },
        { "taken out", true, b => b.Looker.With(w => w.Leave(User(w, Ada), Group(w))), "MemberMissing Group Pioneers members: ada@example.com -> " },
    };

    /// <summary>A name that Looker refused is no reason to overlook that somebody gave the access back.</summary>
    [Theory]
    [MemberData(nameof(BesideARefusal))]
    public async Task What_was_changed_by_hand_is_found_beside_what_Looker_refused(string what, bool active, Action<Bridge> change, string expected)
    {
        _ = what;
        await using var bridge = await FilledAsync();
        var ada = (string)(await bridge.GetAsync($"/Users?filter=userName eq \"{Ada}\"")).Body!["Resources"]![0]!["id"]!;
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        var refused = $$"""{"op":"replace","value":{"name.givenName":"{{new string('x', 300)}}","active":{{(active ? "true" : "false")}} } }""";
        await bridge.PatchAsync($"/Users/{ada}", $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{refused}}]}""");
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
        var right = World(bridge);
        Assert.Equal(0, (await CompareAsync(bridge)).Found);
        change(bridge);

        await CompareAsync(bridge);
        Assert.Equal([expected], Drift(bridge));

        Assert.Equal((1, 1), (await CompareAsync(bridge, repair: true)).FoundAndRepaired());
        await bridge.SettledAsync();
        Assert.Equal(right, World(bridge));
        Assert.Equal(0, (await CompareAsync(bridge)).Found);
    }

    [Fact]
    public async Task PostgreSQL_finds_and_repairs_the_same()
    {
        await using var database = await ServedDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var bridge = await FilledAsync(database.Settings);
        var right = World(bridge);
        bridge.Looker.With(w =>
        {
            User(w, Ada).FirstName = "Augusta";
            User(w, Grace).IsDisabled = false;
            w.Leave(User(w, Ada), Group(w));
            w.Rename(Group(w), "Veterans");
        });
        Assert.Equal(4, (await CompareAsync(bridge)).Found);
        Assert.Equal((4, 4), (await CompareAsync(bridge, repair: true)).FoundAndRepaired());
        await bridge.SettledAsync();
        Assert.Equal(right, World(bridge));
        Assert.Empty(Drift(bridge));
    }

    [Theory]
    [InlineData("cleo_chandler@example.com")]
    [InlineData(Grace)]
    public async Task A_member_added_by_hand_stays_until_a_person_takes_them_out(string who)
    {
        await using var bridge = await FilledAsync();
        bridge.Looker.With(w => w.Join(User(w, who), Group(w)));
        var run = await CompareAsync(bridge, repair: true);
        Assert.Equal((1, 0), (run.Found, run.Repaired));
        Assert.Equal([$"MemberAdded Group Pioneers members:  -> {who}"], Drift(bridge));
        Assert.Contains(who, bridge.LookerMembers("Pioneers"));

        await bridge.App.Services.GetRequiredService<DriftService>().RepairAsync(bridge.Owner, bridge.Integration, Single(bridge).Id, CancellationToken.None);
        await bridge.SettledAsync();
        Assert.Equal([Ada], bridge.LookerMembers("Pioneers"));
        Assert.Equal(0, (await CompareAsync(bridge)).Found);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Access_that_scim_had_taken_away_is_urgent_and_first_and_repaired_where_it_is_managed(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await FilledAsync(database.Settings);
        var lou = await bridge.NewUserAsync("lou@example.com", "Lou", "Reed");
        var group = (string)(await bridge.GetAsync("/Groups")).Body!["Resources"]![0]!["id"]!;
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{lou}}"}]}"""));
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"remove","path":"members[value eq \"{{lou}}\"]"}"""));
        await bridge.SettledAsync();
        bridge.Looker.With(w =>
        {
            w.Join(User(w, "lou@example.com"), Group(w));
            w.Join(User(w, "cleo_chandler@example.com"), Group(w));
            User(w, Grace).IsDisabled = false;
            User(w, Ada).FirstName = "Augusta";
        });

        await CompareAsync(bridge);
        await using (var context = bridge.App.NewContext())
        {
            var found = context.DriftItems.OpenOf(bridge.Integration.Key).MostUrgentFirst().ToList();
            Assert.Equal(
                ["MemberAdded cleo_chandler@example.com False", "MemberAdded lou@example.com True", "UserChanged Augusta False", "UserEnabled false True"],
                found.Select(d => $"{d.Kind} {d.Actual} {d.Urgent}").Order(StringComparer.Ordinal));
            Assert.Equal([true, true, false, false], found.Select(d => d.Urgent));
        }

        Assert.Equal((4, 2), (await CompareAsync(bridge, repair: true)).FoundAndRepaired());
        await bridge.SettledAsync();
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
        Assert.Contains("lou@example.com", bridge.LookerMembers("Pioneers"));

        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{lou}}"}]}"""));
        await bridge.SettledAsync();
        Assert.Equal(1, (await CompareAsync(bridge)).Found);
    }

    [Fact]
    public async Task What_was_accepted_is_told_of_again_with_another_value_only_and_what_is_ignored_never()
    {
        await using var bridge = await FilledAsync();
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        bridge.Looker.With(w => User(w, Ada).FirstName = "Augusta");
        await CompareAsync(bridge);
        await service.AcceptAsync(bridge.Owner, bridge.Integration, Single(bridge).Id, CancellationToken.None);
        Assert.Equal((0, 0), (await CompareAsync(bridge)).FoundAndRepaired());
        Assert.Equal((0, 0), (await CompareAsync(bridge, repair: true)).FoundAndRepaired());
        Assert.Equal("Augusta", bridge.LookerUser(Ada)!.FirstName);

        bridge.Looker.With(w => User(w, Ada).FirstName = "Countess");
        Assert.Equal(1, (await CompareAsync(bridge)).Found);
        await service.IgnoreAsync(bridge.Owner, bridge.Integration, Single(bridge).Id, CancellationToken.None);
        bridge.Looker.With(w => User(w, Ada).FirstName = "Lady");
        Assert.Equal(0, (await CompareAsync(bridge)).Found);

        var ignored = (await bridge.App.Services.GetRequiredService<DriftQuery>().RunAsync(bridge.Integration.Key, DriftState.Ignored, null, PageRequest.Of(1), CancellationToken.None)).Items;
        await service.ReopenAsync(bridge.Owner, bridge.Integration, Assert.Single(ignored).Id, CancellationToken.None);
        Assert.Equal(1, (await CompareAsync(bridge)).Found);
        Assert.Equal("Lady", Single(bridge).Actual);
    }

    [Fact]
    public async Task A_comparison_that_Looker_does_not_answer_fails_with_the_reason_and_keeps_what_is_known()
    {
        await using var bridge = await FilledAsync();
        bridge.Looker.With(w => User(w, Ada).FirstName = "Augusta");
        await CompareAsync(bridge);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "all_users", Status: 500));
        var run = await CompareAsync(bridge);
        Assert.Equal(ReconcileState.Failed, run.State);
        Assert.Contains("all_users answered 500", run.Error);
        Assert.Single(Drift(bridge));
    }

    [Fact]
    public async Task A_second_comparison_is_not_started_beside_the_first()
    {
        await using var bridge = await FilledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "all_users", DelayMs: 60_000));
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        var first = await service.StartAsync(bridge.Owner, bridge.Integration, false, CancellationToken.None);
        var second = await service.StartAsync(bridge.Owner, bridge.Integration, false, CancellationToken.None);
        Assert.Equal(first.Id, second.Id);
        bridge.Looker.Faults.Release();
    }

    /// <summary>Ada, who is in the group, and Grace, who has left.</summary>
    private static async Task<Bridge> FilledAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var bridge = await Bridge.StartAsync(settings: settings);
        var ada = await bridge.NewUserAsync(Ada, "Ada", "Lovelace");
        var grace = await bridge.NewUserAsync(Grace);
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{ada}}"},{"value":"{{grace}}"}]}""");
        await bridge.DeleteAsync($"/Users/{grace}");
        await bridge.SettledAsync();
        return bridge;
    }

    internal static async Task<ReconcileRun> CompareAsync(Bridge bridge, bool repair = false) => await EndedAsync(
        bridge, await bridge.App.Services.GetRequiredService<DriftService>().StartAsync(bridge.Owner, bridge.Integration, repair, CancellationToken.None));

    internal static async Task<ReconcileRun> EndedAsync(Bridge bridge, ReconcileRun run)
    {
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        return await Eventually.ReadAsync(
            () => service.RunAsync(bridge.Owner, bridge.Integration, run.Id, CancellationToken.None), now => now.State != ReconcileState.Running);
    }

    internal static IReadOnlyList<string> Drift(Bridge bridge)
    {
        using var context = bridge.App.NewContext();
        return [.. context.DriftItems.Where(d => d.State == DriftState.Open).ToList().Select(d => $"{d.Kind} {d.ResourceType} {d.Name} {d.Field}: {d.Desired} -> {d.Actual}")];
    }

    private static DriftItem Single(Bridge bridge)
    {
        using var context = bridge.App.NewContext();
        return context.DriftItems.Single();
    }

    private static string World(Bridge bridge) => bridge.Looker.With(w => string.Join(
        '\n',
        [
            .. w.Users.Values.Where(u => u.LastName is "Lovelace" or "Hopper").OrderBy(u => u.LastName).Select(u => $"{u.FirstName} {u.LastName} {u.Email?.Address} {u.IsDisabled}"),
            .. w.Groups.Values.Where(g => g.Name is "Pioneers" or "Veterans").Select(g => $"{g.Name}: {string.Join(' ', g.MemberIds.Select(id => w.Users[id].LastName))}"),
        ]));

    private static SandboxUser User(SandboxWorld world, string email) => world.Users.Values.Single(u => u.Email?.Address == email);

    private static SandboxGroup Group(SandboxWorld world) => world.Groups.Values.Single(g => g.Name == "Pioneers");
}

internal static class RunText
{
    public static (int Found, int Repaired) FoundAndRepaired(this ReconcileRun run) => (run.Found, run.Repaired);
}
