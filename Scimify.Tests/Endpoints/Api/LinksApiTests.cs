using System.Text.Json;
using Scimify.Core.Integrations;
using Scimify.Core.Sync;
using Scimify.Tests.Integrations;

namespace Scimify.Tests.Endpoints.Api;

public sealed class LinksApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task Users_and_groups_are_listed_together_by_name()
    {
        var integration = await SeedAsync();
        var links = await world.Owner.GetAsync($"/integrations/{integration.Id}/links");

        Assert.Equal(200, links.Status);
        Assert.Equal(["Analysts", "Viewers", "ada@example.com", "bob@example.com", "leaver@example.com"], Names(links));
        Assert.Equal(5, links.Results.GetProperty("total").GetInt64());
        var ada = links.Items.Single(l => l.GetProperty("name").GetString() == "ada@example.com");
        Assert.Equal(
            ["scimId", "resourceType", "name", "externalId", "lookerId", "state", "syncState", "facets", "error", "attempts", "nextAttemptAt", "deletedAt"],
            ada.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["existence", "access", "address", "names", "attributes"], ada.GetProperty("facets").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["existence", "name", "roles"], links.Items.First().GetProperty("facets").EnumerateObject().Select(p => p.Name));
        Assert.Equal(("User", "ext-ada@example.com", "applied"), (Text(ada, "resourceType"), Text(ada, "externalId"), Text(ada, "syncState")));
    }

    [Fact]
    public async Task A_leaver_whom_Looker_still_has_is_shown_with_the_reason()
    {
        var integration = await SeedAsync();
        var failed = await world.Owner.GetAsync($"/integrations/{integration.Id}/links?syncState=failed&resourceType=User");
        var leaver = Assert.Single(failed.Items);
        Assert.Equal(("leaver@example.com", "Looker said no"), (Text(leaver, "name"), Text(leaver, "error")));
        Assert.NotEqual(JsonValueKind.Null, leaver.GetProperty("deletedAt").ValueKind);
    }

    [Fact]
    public async Task A_settled_group_is_in_the_state_of_its_memberships()
    {
        var integration = await SeedAsync();
        var failed = await world.Owner.GetAsync($"/integrations/{integration.Id}/links?syncState=failed&resourceType=Group");
        var viewers = Assert.Single(failed.Items);
        Assert.Equal(("Viewers", "failed", "1 membership: No such user"), (Text(viewers, "name"), Text(viewers, "syncState"), Text(viewers, "error")));

        var applied = await world.Owner.GetAsync($"/integrations/{integration.Id}/links?syncState=applied");
        Assert.Equal(["Analysts", "ada@example.com"], Names(applied));
        Assert.Equal("Adopted", Text(applied.Items.First(), "state"));
    }

    [Theory]
    [InlineData("q=ADA", "ada@example.com")]
    [InlineData("q=ext-bob", "bob@example.com")]
    [InlineData("q=4711", "Analysts")]
    [InlineData("q=a_a", "")]
    [InlineData("q=%25", "")]
    [InlineData("resourceType=Group", "Analysts Viewers")]
    [InlineData("syncState=pending", "bob@example.com")]
    [InlineData("pageSize=2&page=2", "ada@example.com bob@example.com")]
    [InlineData("page=9", "")]
    public async Task Filters_and_pages_narrow_the_list(string query, string names)
    {
        var integration = await SeedAsync();
        var links = await world.Owner.GetAsync($"/integrations/{integration.Id}/links?{query}");
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names(links));
    }

    [Fact]
    public async Task A_link_is_found_by_its_SCIM_id()
    {
        var integration = await SeedAsync();
        var all = await world.Owner.GetAsync($"/integrations/{integration.Id}/links");
        var id = Text(all.Items.First(), "scimId");
        var found = await world.Owner.GetAsync($"/integrations/{integration.Id}/links?q={id}");
        Assert.Equal(id, Text(Assert.Single(found.Items), "scimId"));
    }

    [Theory]
    [InlineData("resourceType=user", "resourceType")]
    [InlineData("syncState=Failed", "syncState")]
    [InlineData("state=failed", "state")]
    [InlineData("q=a%00b", "q")]
    public async Task A_filter_that_is_not_understood_is_refused(string query, string field)
    {
        var integration = await world.IntegrationAsync();
        Assert.Equal([field], (await world.Owner.GetAsync($"/integrations/{integration.Id}/links?{query}")).Fields);
    }

    [Fact]
    public async Task Resync_makes_a_resource_due_again_and_is_audited()
    {
        var integration = await SeedAsync();
        var failed = await world.Owner.GetAsync($"/integrations/{integration.Id}/links?syncState=failed&resourceType=User");
        var scimId = Text(failed.Items.Single(), "scimId");

        var again = await world.Owner.PostAsync($"/integrations/{integration.Id}/links/{scimId}/resync");

        Assert.Equal((200, "pending"), (again.Status, Text(again.Results, "syncState")));
        Assert.Equal("link.resync", (await world.Owner.GetAsync("/audit-log?pageSize=1")).Items.Single().GetProperty("action").GetString());
    }

    [Fact]
    public async Task Resync_of_what_is_not_there_is_404()
    {
        var integration = await SeedAsync();
        var other = await SeedAsync();
        var scimId = Text((await world.Owner.GetAsync($"/integrations/{other.Id}/links")).Items.First(), "scimId");
        Assert.Equal(404, (await world.Owner.PostAsync($"/integrations/{integration.Id}/links/{scimId}/resync")).Status);
        Assert.Equal(404, (await world.Owner.PostAsync($"/integrations/{integration.Id}/links/no-uuid/resync")).Status);
    }

    private static string[] Names(ApiAnswer answer) => [.. answer.Items.Select(l => Text(l, "name")!)];

    private static string? Text(JsonElement link, string member) => link.GetProperty(member).GetString();

    private async Task<IntegrationView> SeedAsync()
    {
        var integration = await world.IntegrationAsync(mode: IntegrationMode.Paused);
        var now = TimeProvider.System.GetUtcNow();
        await world.WriteAsync(session =>
        {
            var rows = new DirectoryRows(session.Context, integration);
            var ada = rows.User("ada@example.com", SyncState.Applied);
            var bob = rows.User("bob@example.com", SyncState.Pending);
            rows.User("leaver@example.com", SyncState.Failed, deletedAt: now, error: "Looker said no");
            rows.User("gone@example.com", SyncState.Applied, deletedAt: now);
            var analysts = rows.Group("Analysts", SyncState.Applied, lookerId: "4711");
            rows.Member(analysts, ada, SyncState.Applied);
            var viewers = rows.Group("Viewers", SyncState.Applied);
            rows.Member(viewers, ada, SyncState.Failed, error: "No such user");
            rows.Member(viewers, bob, SyncState.Held);
        });
        return integration;
    }
}
