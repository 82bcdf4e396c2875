using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>What deleting in Looker would cost, read before anything is deleted and confirmed by the deletion.</summary>
public sealed class DeletionImpactTests
{
    private const string Bert = "bert.baker@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_would_be_lost_is_counted_for_those_who_can_be_deleted_and_is_what_a_deletion_takes(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(
            settings: database.Settings, policies: new PolicyChange { DeletionGuard = new DeletionGuardChange { MaxCount = 1 } });
        var bert = await bridge.NewUserAsync(Bert);
        await bridge.NewUserAsync("grace@example.com");
        var gone = await bridge.NewUserAsync("gone@example.com");
        var waiting = await bridge.NewUserAsync("waiting@example.com");
        await bridge.NewUserAsync("listed@example.com");
        await bridge.App.Services.GetRequiredService<ProtectedAccountService>().AddAsync(bridge.Owner, bridge.Integration, "listed@example.com", Ct);
        foreach (var address in new[] { "gone@example.com", "waiting@example.com", "listed@example.com" })
        {
            bridge.Looker.With(w => SandboxSeed.AddDashboard(w, "Board of " + address, w.Users.Values.Single(u => u.Email?.Address == address)));
        }

        Assert.Equal("applied", (await bridge.DeleteAsync($"/Users/{gone}")).Sync);
        Assert.Equal("held", (await bridge.DeleteAsync($"/Users/{waiting}")).Sync);

        var calls = bridge.LastCall;
        var (status, impact) = await MeasureAsync(bridge);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["GET /looks/search", "GET /dashboards/search", "GET /scheduled_plans/search"], bridge.CallsSince(calls));
        Assert.Equal(
            $$"""
            {"people":2,"waiting":1,"alreadyDisabled":1,"protectedPeople":1,"owners":2,"looks":2,"dashboards":2,"publicLooks":1,"schedules":2,"schedulesOfOthers":1,
            "largest":[{"scimId":"{{bert}}","name":"{{Bert}}","lookerId":"3","looks":2,"dashboards":1,"schedules":2},
            {"scimId":"{{waiting}}","name":"waiting@example.com","lookerId":"{{bridge.LookerUser("waiting@example.com")!.Id}}","looks":0,"dashboards":1,"schedules":0}]}
            """.ReplaceLineEndings(""),
            impact["results"]!.ToJsonString());

        await bridge.SetAsync(new IntegrationChange { Policies = new PolicyChange { OnDelete = DeletionPolicy.Delete, DeletionGuard = new DeletionGuardChange { Enabled = false } } });
        Assert.Equal("applied", (await bridge.DeleteAsync($"/Users/{bert}")).Sync);
        await bridge.DecideAsync("release");
        await bridge.SettledAsync();
        Assert.Null(bridge.LookerUser(Bert));
        Assert.Null(bridge.LookerUser("waiting@example.com"));
        Assert.True(bridge.LookerUser("gone@example.com")!.IsDisabled);
        Assert.Equal((2, 2, 0), bridge.Looker.With(w => (w.Looks.Values.Count(l => l.Deleted), w.Dashboards.Values.Count(d => d.Deleted), w.Plans.Count)));
        var (_, rest) = await MeasureAsync(bridge);
        Assert.Equal(
            """{"people":1,"waiting":0,"alreadyDisabled":1,"protectedPeople":1,"owners":0,"looks":0,"dashboards":0,"publicLooks":0,"schedules":0,"schedulesOfOthers":0,"largest":[]}""",
            rest["results"]!.ToJsonString());
    }

    [Fact]
    public async Task Everything_is_counted_once_however_many_pages_Looker_makes_of_it()
    {
        await using var bridge = await Bridge.StartAsync(switches: new SandboxSwitches { MaxPageSize = 2 });
        await bridge.NewUserAsync(Bert);
        bridge.Looker.With(w =>
        {
            for (var i = 0; i < 5; i++)
            {
                SandboxSeed.AddPlan(w, $"Plan {i}", w.Users["4"], lookId: SandboxSeed.AddLook(w, $"Look {i}", w.Users["3"]).Id);
            }
        });
        var (_, impact) = await MeasureAsync(bridge);
        var counted = impact["results"]!;
        Assert.Equal((7, 1, 7, 6), ((int)counted["looks"]!, (int)counted["dashboards"]!, (int)counted["schedules"]!, (int)counted["schedulesOfOthers"]!));
    }

    [Theory]
    [InlineData("search_looks")]
    [InlineData("search_dashboards")]
    [InlineData("search_scheduled_plans")]
    public async Task What_Looker_does_not_tell_is_not_guessed(string operation)
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: operation, Status: 500));
        var (status, answer) = await MeasureAsync(bridge);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("What deletions would cost could not be read from Looker: ", (string)answer["error"]!["message"]!, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, JsonObject Answer)> MeasureAsync(Bridge bridge)
    {
        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        using var response = await client.PostAsync(new Uri($"/api/v1/integrations/{bridge.Integration.Id}/deletion-impact", UriKind.Relative), null, Ct);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Ct))!);
    }
}
