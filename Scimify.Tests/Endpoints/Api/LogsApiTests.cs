using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Sync;

namespace Scimify.Tests.Endpoints.Api;

public sealed class LogsApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Requests_are_shown_newest_first_and_a_cursor_goes_on_where_the_part_ended()
    {
        var integration = await SeedAsync();
        var first = await world.Owner.GetAsync($"/provisioning-log?integration={integration.Id}&pageSize=3");
        Assert.Equal(["p5", "p4", "p3"], Names(first));
        var cursor = first.Results.GetProperty("nextCursor").GetString();

        await AddAsync(integration, "later", 201, SyncState.Applied);
        var second = await world.Owner.GetAsync($"/provisioning-log?integration={integration.Id}&pageSize=3&cursor={cursor}");
        Assert.Equal(["p2", "p1", "p0"], Names(second));
        Assert.Equal(JsonValueKind.Null, second.Results.GetProperty("nextCursor").ValueKind);
    }

    [Theory]
    [InlineData("status=failure", "p4")]
    [InlineData("status=409", "p4")]
    [InlineData("status=pending", "p5")]
    [InlineData("status=success&action=Disable", "p3")]
    [InlineData("q=P2", "p2")]
    [InlineData("q=ext-p1", "p1")]
    [InlineData("from=2026-11-21T08:04:00Z", "p5 p4")]
    [InlineData("to=2026-11-21T09:01:00%2B01:00", "p0")]
    [InlineData("action=Delete", "")]
    public async Task Filters_narrow_the_provisioning_log(string query, string names)
    {
        var integration = await SeedAsync();
        var log = await world.Owner.GetAsync($"/provisioning-log?integration={integration.Id}&{query}");
        Assert.Equal(200, log.Status);
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names(log));
    }

    [Fact]
    public async Task One_request_is_shown_with_the_calls_that_it_caused()
    {
        var integration = await world.IntegrationAsync();
        var requestId = await AddAsync(integration, "ada", 201, SyncState.Applied);
        await world.WriteAsync(session =>
        {
            session.Context.LookerEffects.Add(new LookerEffect
            {
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                At = Start,
                RequestId = requestId,
                ResourceType = "User",
                ScimId = Guid.NewGuid(),
                Name = "ada",
                Operation = "update_user",
                Request = "PATCH /users/7",
                Facets = Facets.Access | Facets.Names,
                Status = 200,
                Attempt = 1,
            });
            session.Context.SaveChanges();
        });

        var detail = await world.Owner.GetAsync($"/provisioning-log/{requestId}");
        Assert.Equal("ada", detail.Results.GetProperty("request").GetProperty("name").GetString());
        var call = Assert.Single(detail.Results.GetProperty("lookerCalls").EnumerateArray());
        Assert.Equal("PATCH /users/7", call.GetProperty("request").GetString());
        Assert.Equal(["access", "names"], call.GetProperty("facets").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(404, (await world.Stranger.GetAsync($"/provisioning-log/{requestId}")).Status);
        Assert.Equal(requestId, Assert.Single((await world.Owner.GetAsync($"/provisioning-log?requestId={requestId}")).Items).GetProperty("requestId").GetGuid());
    }

    [Fact]
    public async Task Another_organization_sees_nothing_even_by_id()
    {
        var integration = await SeedAsync();
        Assert.Empty((await world.Stranger.GetAsync("/provisioning-log")).Items);
        Assert.Empty((await world.Stranger.GetAsync($"/provisioning-log?integration={integration.Id}")).Items);
        Assert.DoesNotContain((await world.Stranger.GetAsync("/audit-log?pageSize=500")).Items, e => e.GetProperty("subjectId").GetString() == integration.Id.ToString());
    }

    [Fact]
    public async Task A_deleted_integration_keeps_its_log()
    {
        var integration = await SeedAsync();
        await world.Owner.DeleteAsync($"/integrations/{integration.Id}");
        var log = await world.Owner.GetAsync($"/provisioning-log?integration={integration.Id}");
        Assert.Equal(6, log.Items.Count());
        Assert.All(log.Items, e => Assert.Equal(integration.Id, e.GetProperty("integrationUuid").GetGuid()));
    }

    [Fact]
    public async Task The_audit_log_tells_who_did_what_with_before_and_after()
    {
        var integration = await world.IntegrationAsync();
        await world.Owner.PatchAsync($"/integrations/{integration.Id}", """{"mode":"paused"}""");
        var log = await world.Owner.GetAsync($"/audit-log?integration={integration.Id}&action=integration.*");

        Assert.Equal(["integration.update", "integration.create"], log.Items.Select(e => e.GetProperty("action").GetString()));
        var update = log.Items.First();
        Assert.Equal("api", update.GetProperty("actorKind").GetString());
        Assert.Equal(world.OwnerActor.Name, update.GetProperty("actorName").GetString());
        Assert.Equal(("live", "paused"), (update.GetProperty("before").GetProperty("mode").GetString(), update.GetProperty("after").GetProperty("mode").GetString()));
        Assert.Equal("integration.update", Assert.Single((await world.Owner.GetAsync($"/audit-log?integration={integration.Id}&action=integration.update")).Items).GetProperty("action").GetString());
    }

    [Theory]
    [InlineData("/provisioning-log?cursor=nonsense", "cursor")]
    [InlineData("/provisioning-log?status=fine", "status")]
    [InlineData("/provisioning-log?from=yesterday", "from")]
    [InlineData("/provisioning-log?integration=1", "integration")]
    [InlineData("/provisioning-log?page=2", "page")]
    [InlineData("/audit-log?status=success", "status")]
    public async Task A_filter_that_is_not_understood_is_refused(string path, string field) =>
        Assert.Equal([field], (await world.Owner.GetAsync(path)).Fields);

    private static string[] Names(ApiAnswer log) => [.. log.Items.Select(e => e.GetProperty("name").GetString()!)];

    private async Task<IntegrationView> SeedAsync()
    {
        var integration = await world.IntegrationAsync();
        for (var i = 0; i < 6; i++)
        {
            await AddAsync(integration, $"p{i}", i == 4 ? 409 : 200, i == 5 ? SyncState.Pending : SyncState.Applied,
                Start.AddMinutes(i), i == 3 ? ProvisioningAction.Disable : ProvisioningAction.Update);
        }

        return integration;
    }

    private async Task<Guid> AddAsync(
        IntegrationView integration, string name, int status, SyncState sync, DateTimeOffset? at = null, ProvisioningAction action = ProvisioningAction.Create)
    {
        var requestId = Guid.NewGuid();
        await world.WriteAsync(session =>
        {
            session.Context.ProvisioningLog.Add(new ProvisioningEntry
            {
                RequestId = requestId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                At = at ?? Start,
                Method = "POST",
                Action = action,
                ResourceType = "User",
                ScimId = Guid.NewGuid(),
                Name = name,
                ExternalId = $"ext-{name}",
                Status = status,
                Sync = sync,
            });
            session.Context.SaveChanges();
        });
        return requestId;
    }
}
