using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Somebody sets the wall clock while Looker is away.</summary>
public sealed class ClockJumpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Fact]
    public async Task What_was_put_off_is_tried_in_time_though_the_clock_was_set_back_by_two_hours()
    {
        var clock = new JumpingClock();
        await using var bridge = await StartAsync(clock, TimeSpan.FromSeconds(1));
        var grace = await OutageAsync(bridge, calls: 3);
        clock.Jump(TimeSpan.FromHours(-2));
        bridge.Looker.Faults.Clear();

        await bridge.App.Services.GetRequiredService<ClockWatch>().LookAsync(Ct);
        await bridge.SettledAsync();

        Assert.Equal("Gracia", bridge.LookerUser(grace)!.FirstName);
    }

    [Fact]
    public async Task What_an_attempt_under_way_puts_off_by_the_clock_from_before_is_tried_in_time_too()
    {
        var clock = new JumpingClock();
        await using var bridge = await StartAsync(clock, TimeSpan.FromSeconds(1));
        var grace = await OutageAsync(bridge, calls: 3);
        var late = (clock.GetUtcNow() + TimeSpan.FromSeconds(1)).ToUnixTimeMilliseconds();
        clock.Jump(TimeSpan.FromHours(-2));
        await bridge.App.Services.GetRequiredService<ClockWatch>().LookAsync(Ct);

        await bridge.App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(session => session.Execute("UPDATE scim_users SET not_before = @p0 WHERE due > 0", late), Ct);
        bridge.Looker.Faults.Clear();
        await bridge.App.Services.GetRequiredService<ClockWatch>().LookAsync(Ct);
        await bridge.SettledAsync();

        Assert.Equal("Gracia", bridge.LookerUser(grace)!.FirstName);
    }

    [Fact]
    public async Task A_clock_that_is_set_forward_during_an_outage_does_not_let_everything_loose_on_Looker()
    {
        var clock = new JumpingClock();
        await using var bridge = await StartAsync(clock, TimeSpan.FromSeconds(1));
        await OutageAsync(bridge, calls: 18);
        var calls = bridge.LastCall;
        clock.Jump(TimeSpan.FromHours(2));

        await bridge.App.Services.GetRequiredService<ClockWatch>().LookAsync(Ct);
        await Eventually.TrueAsync(() => bridge.CallsSince(calls).Count >= 2);

        Assert.InRange(bridge.CallsSince(calls).Count, 2, 4);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Waits_that_no_server_began_are_ended_and_others_are_not(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var clock = new FakeTimeProvider();
        var now = clock.GetUtcNow();
        (string Name, int Due, SyncState State, TimeSpan NotBefore, TimeSpan? Look)[] rows =
        [
            ("late", 2, SyncState.Pending, TimeSpan.FromHours(2), null),
            ("soon", 2, SyncState.Pending, TimeSpan.FromMinutes(4), null),
            ("refused", 1, SyncState.Failed, TimeSpan.FromHours(5), null),
            ("refusedlate", 1, SyncState.Failed, TimeSpan.FromHours(7), null),
            ("look", 3, SyncState.Applied, TimeSpan.FromHours(2), TimeSpan.FromHours(2)),
            ("looksoon", 3, SyncState.Applied, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)),
        ];
        foreach (var row in rows)
        {
            await world.UserAsync($$"""{"userName": "{{row.Name}}@example.com"}""");
            await world.Database.WriteAsync(
                session => session.Execute(
                    "UPDATE scim_users SET due = @p1, sync_state = @p2, not_before = @p3, look_again_at = @p4 WHERE user_name = @p0",
                    $"{row.Name}@example.com", row.Due, (int)row.State, (now + row.NotBefore).ToUnixTimeMilliseconds(), (now + row.Look)?.ToUnixTimeMilliseconds()),
                Ct);
        }

        await new ClockStore(world.Database, new EngineSettings(TimeSpan.Zero, OwnsDatabase: true), clock).EndLongWaitsAsync(Ct);

        var after = await world.Database.ReadAsync(
            session => session.All(
                "SELECT user_name, not_before, look_again_at FROM scim_users ORDER BY key",
                row => $"{row.GetString(0).Split('@')[0]} {Minutes(row.GetInt64(1), now)} {(row.IsDBNull(2) ? "" : Minutes(row.GetInt64(2), now))}".TrimEnd()),
            Ct);
        Assert.Equal(["late now", "soon 4", "refused 300", "refusedlate now", "look now 2", "looksoon 1 1"], after);
    }

    private static string Minutes(long at, DateTimeOffset now) => at == 0 ? "now" : $"{(DateTimeOffset.FromUnixTimeMilliseconds(at) - now).TotalMinutes}";

    private static Task<Bridge> StartAsync(JumpingClock clock, TimeSpan longestRetry) => Bridge.StartAsync(
        waitSeconds: 0,
        settings: new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" },
        longestRetry: longestRetry,
        services: services => services.AddSingleton<TimeProvider>(clock));

    /// <summary>Looker refuses nine changes with 503.</summary>
    /// <returns>The address of one of the people.</returns>
    private static async Task<string> OutageAsync(Bridge bridge, int calls)
    {
        var people = await bridge.PeopleAsync(9);
        await bridge.SettledAsync();
        var before = bridge.LastCall;
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 503, Count: null));
        foreach (var person in people)
        {
            await bridge.PatchAsync($"/Users/{person}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}"""));
        }

        await Eventually.TrueAsync(() => bridge.CallsSince(before).Count >= calls);
        return HeldChanges.Address(0);
    }
}
