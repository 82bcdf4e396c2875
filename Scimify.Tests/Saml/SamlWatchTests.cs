using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.Persistence;
using Scimify.Core.Saml;
using Scimify.Portal.Layout;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.Notifications;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Saml;

/// <summary>The daily check. What it finds is announced once, and it calls Looker no more than it must.</summary>
public sealed class SamlWatchTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_conflict_that_comes_up_is_told_by_the_next_morning_once_and_is_gone_when_it_is_mended(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var world = await SamlWorld.StartAsync(settings: database.Settings);
        await using var receiver = await WebhookReceiver.StartAsync();
        await world.Bridge.App.Services.GetRequiredService<WebhookService>().CreateAsync(world.Bridge.Owner, receiver.Url, null, Ct);
        await world.Bridge.NewUserAsync("grace@example.com");
        var (watch, clock) = Watch(world);
        await watch.LookAsync(Ct);
        Assert.Empty(await ToldAsync(world, receiver));
        Assert.Contains(Metric(world, 0), await world.Bridge.App.MetricsAsync(), StringComparison.Ordinal);

        world.InLooker(new() { ["new_user_migration_types"] = "ldap" });
        await watch.LookAsync(Ct);
        Assert.Empty(await ToldAsync(world, receiver));
        clock.Advance(Day);
        await watch.LookAsync(Ct);
        Assert.Equal(["saml.conflict"], await ToldAsync(world, receiver));
        var problem = Assert.Single(await ProblemsAsync(world));
        Assert.Equal(("Sandbox: SAML works against SCIM.", "1 setting in Looker would undo what SCIM built at the next logins."), (problem.Title, problem.Text));
        Assert.Contains(Metric(world, 1), await world.Bridge.App.MetricsAsync(), StringComparison.Ordinal);
        clock.Advance(Day);
        await watch.LookAsync(Ct);
        Assert.Empty(await ToldAsync(world, receiver));

        world.InLooker(new() { ["allow_normal_group_membership"] = false });
        clock.Advance(Day);
        await watch.LookAsync(Ct);
        Assert.Equal(["saml.conflict"], await ToldAsync(world, receiver));
        Assert.Equal(200, (await world.PatchAsync(new() { ["new_user_migration_types"] = "email", ["allow_normal_group_membership"] = true })).Status);
        await watch.LookAsync(Ct);
        Assert.Empty(await ProblemsAsync(world));
        Assert.Empty(await ToldAsync(world, receiver));
    }

    [Fact]
    public async Task Nothing_is_told_while_SAML_is_off()
    {
        await using var world = await SamlWorld.StartAsync(enabled: false);
        await Watch(world).Watch.LookAsync(Ct);
        var check = await LastAsync(world);
        Assert.Contains(check.Parse(), f => f.Severity == SamlSeverity.Blocker);
        Assert.Equal(0, check.Alarms);
        Assert.Empty(await ProblemsAsync(world));
    }

    [Fact]
    public async Task However_many_servers_there_are_Looker_is_looked_at_once_a_day()
    {
        await using var world = await SamlWorld.StartAsync();
        var (watch, clock) = Watch(world);
        var (other, _) = Watch(world, clock);
        var before = world.Bridge.LastCall;
        await Task.WhenAll(watch.LookAsync(Ct), other.LookAsync(Ct));
        Assert.Equal(["GET /saml_config"], world.Bridge.CallsSince(before));
        clock.Advance(Day - TimeSpan.FromSeconds(1));
        await Task.WhenAll(watch.LookAsync(Ct), other.LookAsync(Ct));
        Assert.Single(world.Bridge.CallsSince(before));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(watch.LookAsync(Ct), other.LookAsync(Ct));
        Assert.Equal(2, world.Bridge.CallsSince(before).Count);
    }

    [Fact]
    public async Task Whoever_opens_the_check_saves_the_daily_look()
    {
        await using var world = await SamlWorld.StartAsync();
        await world.ConflictsAsync();
        var before = world.Bridge.LastCall;
        await Watch(world).Watch.LookAsync(Ct);
        Assert.Empty(world.Bridge.CallsSince(before));
    }

    [Fact]
    public async Task A_change_by_Scimify_is_checked_at_the_next_round()
    {
        await using var world = await SamlWorld.StartAsync();
        var (watch, _) = Watch(world);
        await watch.LookAsync(Ct);
        Assert.Equal(200, (await world.PatchAsync(new() { ["allow_normal_group_membership"] = false })).Status);
        await watch.LookAsync(Ct);
        Assert.Contains((await LastAsync(world)).Parse(), f => f.Code == "normalGroupMembershipOff");
    }

    [Theory]
    [InlineData(503, 1)]
    [InlineData(403, 24)]
    public async Task A_look_that_came_to_nothing_is_made_again_soon_where_that_can_help(int status, int hours)
    {
        await using var world = await SamlWorld.StartAsync();
        await world.ConflictsAsync();
        var found = await LastAsync(world);
        var (watch, clock) = Watch(world);
        clock.Advance(Day + Day);
        world.Bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "saml_config", Status: status, Count: null));
        await watch.LookAsync(Ct);
        var failed = await LastAsync(world);
        Assert.NotNull(failed.Problem);
        Assert.Equal((found.At, found.Findings), (failed.At, failed.Findings));

        world.Bridge.Looker.Faults.Clear();
        clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        await watch.LookAsync(Ct);
        Assert.NotNull((await LastAsync(world)).Problem);
        clock.Advance(TimeSpan.FromSeconds(1));
        await watch.LookAsync(Ct);
        Assert.Null((await LastAsync(world)).Problem);
    }

    [Fact]
    public async Task Where_the_budget_is_nearly_spent_only_the_settings_are_read()
    {
        await using var world = await SamlWorld.StartAsync();
        await world.Bridge.NewUserAsync("grace@example.com");
        await world.Bridge.App.Services.GetRequiredService<IntegrationService>().UpdateAsync(
            world.Bridge.Owner, world.Bridge.Integration.Id, new IntegrationChange { Policies = new() { MonthlyCallBudget = new(10) } }, Ct);
        await world.WriteAsync(s => s.Execute(
            "INSERT INTO looker_call_counts (integration_key, month, calls) VALUES (@p0, @p1, 9) ON CONFLICT (integration_key, month) DO UPDATE SET calls = 9",
            world.Bridge.Integration.Key, LookerCallCount.MonthOf(TimeProvider.System.GetUtcNow())));
        world.InLooker(new() { ["idp_audience"] = "looker" });
        var before = world.Bridge.LastCall;
        await Watch(world).Watch.LookAsync(Ct);
        Assert.Equal(["GET /saml_config"], world.Bridge.CallsSince(before));
        Assert.Null((await LastAsync(world)).At);
        Assert.Single(await world.RevisionsAsync());
    }

    [Theory]
    [InlineData(false, "off")]
    [InlineData(true, "good")]
    public async Task Before_an_integration_is_made_one_call_tells_how_SAML_will_go_with_it(bool enabled, string outlook)
    {
        await using var world = await SamlWorld.StartAsync(enabled);
        var draft = new NewIntegration { Name = "Next", BaseUrl = world.Bridge.Integration.BaseUrl, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" };
        var before = world.Bridge.LastCall;
        var found = await world.Saml.ForeseeConflictsAsync(world.Bridge.Owner, draft, Ct);
        Assert.Equal(["GET /saml_config"], world.Bridge.CallsSince(before));
        Assert.Equal(outlook == "off", found is null);
        Assert.True(found is null or []);
        world.InLooker(SamlWorld.Good());
        world.InLooker(new() { ["new_user_migration_types"] = "ldap", ["allow_normal_group_membership"] = false, ["allow_roles_from_normal_groups"] = false, ["allow_direct_roles"] = false });
        var findings = await world.Saml.ForeseeConflictsAsync(world.Bridge.Owner, draft, Ct);
        Assert.Equal(["migrationTypesWithoutEmail", "normalGroupMembershipOff", "rolesFromNormalGroupsOff", "directRolesOff"], findings!.Select(f => f.Code));
        Assert.All(findings!, f => Assert.DoesNotContain("0 ", f.Message, StringComparison.Ordinal));
        Assert.Contains("everybody whom SCIM creates from now on would get a second account", findings![0].Message, StringComparison.Ordinal);
    }

    private static (SamlWatch Watch, TestKit.FakeTimeProvider Clock) Watch(SamlWorld world, TestKit.FakeTimeProvider? clock = null)
    {
        clock ??= new TestKit.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        return (SamlWorld.WatchOf(world.Bridge.App.Services, clock), clock);
    }

    /// <summary>What webhooks get now.</summary>
    private static async Task<List<string?>> ToldAsync(SamlWorld world, WebhookReceiver receiver)
    {
        var engine = world.Bridge.App.Services.GetRequiredService<NoticeEngine>();
        await engine.RunOnceAsync(Ct);
        await engine.RunOnceAsync(Ct);
        var told = receiver.Messages.Select(m => (string?)JsonNode.Parse(m.Body)!["type"]).ToList();
        receiver.Messages.Clear();
        return told;
    }

    private static async Task<IReadOnlyList<Problem>> ProblemsAsync(SamlWorld world) =>
        [.. (await world.Bridge.App.Services.GetRequiredService<ProblemQuery>().RunAsync(world.Bridge.Owner, Ct)).Where(p => p.Key.Contains("saml", StringComparison.Ordinal))];

    private static async Task<SamlCheck> LastAsync(SamlWorld world) => (await world.Saml.LastCheckAsync(world.Bridge.Owner, world.Bridge.Integration.Id, Ct))!;

    private static string Metric(SamlWorld world, int value) => $"scimify_saml_conflicts{{integration=\"{world.Bridge.Integration.Id}\"}} {value}";
}
