using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>A list as a file: everything that matches, in the form that the caller accepts.</summary>
public sealed class ExportApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const int MoreThanTwoParts = (2 * ExportParts.AtOnce) + 1;

    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Json_lines_are_the_items_of_the_list_one_a_line()
    {
        var integration = await SeedAsync("p0", "p1");

        var list = await world.Owner.GetAsync($"/provisioning-log?integration={integration.Id}");
        var export = await ExportAsync($"/provisioning-log?integration={integration.Id}", "application/jsonl");

        Assert.Equal("application/jsonl", export.ContentType);
        Assert.Equal(list.Items.Select(item => item.GetRawText()), Lines(export, "\n"));
    }

    [Fact]
    public async Task A_table_has_the_members_of_an_item_as_columns_and_nothing_in_it_is_a_formula()
    {
        var integration = await SeedAsync("=HYPERLINK(\"http://x\")");

        var item = Assert.Single((await world.Owner.GetAsync($"/provisioning-log?integration={integration.Id}")).Items);
        var lines = Lines(await ExportAsync($"/provisioning-log?integration={integration.Id}", "text/csv"), "\r\n");

        Assert.Equal(item.EnumerateObject().Select(member => $"\"{member.Name}\""), lines[0].Split(','));
        Assert.Equal(2, lines.Length);
        Assert.Contains(",\"'=HYPERLINK(\"\"http://x\"\")\",", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"2026-11-21T08:00:00.000Z\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_has_everything_that_matches_whatever_its_length()
    {
        var integration = await SeedAsync([.. Enumerable.Range(0, MoreThanTwoParts).Select(i => $"p{i}")]);

        var lines = Lines(await ExportAsync($"/provisioning-log?integration={integration.Id}&pageSize=1&q=p", "application/jsonl"), "\n");

        Assert.Equal(
            Enumerable.Range(0, MoreThanTwoParts).Reverse().Select(i => $"p{i}"),
            lines.Select(line => JsonElement.Parse(line).GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("outcome=refused", "p2")]
    [InlineData("outcome=applied&q=p1", "p1")]
    [InlineData("outcome=waiting", "")]
    [InlineData("from=2026-11-21T08:01:00Z&to=2026-11-21T08:02:00Z", "p1")]
    public async Task The_filters_of_the_list_narrow_its_export(string query, string names)
    {
        var integration = await SeedAsync("p0", "p1", "p2");

        var lines = Lines(await ExportAsync($"/provisioning-log?integration={integration.Id}&{query}", "application/jsonl"), "\n");

        Assert.Equal(names, string.Join(' ', lines.Select(line => JsonElement.Parse(line).GetProperty("name").GetString())));
    }

    [Fact]
    public async Task Users_groups_and_links_leave_whole()
    {
        var integration = await world.IntegrationAsync(mode: IntegrationMode.Paused);
        var links = await ExportAsync($"/integrations/{integration.Id}/links", "text/csv");

        Assert.Equal("\"scimId\",\"resourceType\",\"name\",\"externalId\",\"lookerId\",\"state\",\"syncState\",\"facets\",\"error\",\"attempts\",\"nextAttemptAt\",\"deletedAt\"", Assert.Single(Lines(links, "\r\n")));
    }

    [Fact]
    public async Task Each_export_stands_in_the_audit_log_with_its_filter_and_can_be_exported_itself()
    {
        var integration = await SeedAsync("p0");
        await ExportAsync($"/provisioning-log?integration={integration.Id}&outcome=applied", "text/csv");

        var export = await ExportAsync("/audit-log?action=export.create", "application/jsonl");

        var noted = Lines(export, "\n").Select(line => JsonElement.Parse(line)).First(entry => entry.GetRawText().Contains(integration.Id.ToString(), StringComparison.Ordinal));
        Assert.Equal(("export.create", "Provisioning log", world.OwnerActor.Name), (noted.GetProperty("action").GetString(), noted.GetProperty("subjectName").GetString(), noted.GetProperty("actorName").GetString()));
        Assert.Equal(
            $$$"""{"format":"csv","filter":{"integrationId":"{{{integration.Id}}}","outcome":"applied"}}""",
            noted.GetProperty("after").GetRawText());
    }

    [Theory]
    [InlineData("/provisioning-log?outcome=fine", "outcome")]
    [InlineData("/provisioning-log?from=yesterday", "from")]
    [InlineData("/audit-log?until=now", "until")]
    public async Task A_wrong_filter_is_named_before_anything_is_written(string path, string field)
    {
        var refused = await ExportAsync(path, "text/csv");

        Assert.Equal((422, "application/json"), (refused.Status, refused.ContentType));
        Assert.Contains($"\"{field}\"", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_read_the_list_may_not_export_it_and_nobody_exports_anothers()
    {
        var integration = await SeedAsync("p0");

        Assert.Equal(403, (await ExportAsync("/provisioning-log", "text/csv", world.As(PortalRole.TokenManager))).Status);
        Assert.Empty(Lines(await ExportAsync($"/provisioning-log?integration={integration.Id}", "application/jsonl", world.Stranger), "\n"));
        Assert.Equal(404, (await ExportAsync($"/integrations/{integration.Id}/links", "text/csv", world.Stranger)).Status);
    }

    private Task<ApiAnswer> ExportAsync(string path, string accept, ApiClient? client = null) =>
        (client ?? world.Owner).CallAsync("GET", path, header: ("Accept", accept));

    private static string[] Lines(ApiAnswer answer, string end)
    {
        Assert.Equal(200, answer.Status);
        return answer.Text.Split(end, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>One write a minute. The last of several was refused.</summary>
    private async Task<IntegrationView> SeedAsync(params string[] names)
    {
        var integration = await world.IntegrationAsync();
        await world.WriteAsync(session =>
        {
            session.Context.ProvisioningLog.AddRange(names.Select((name, index) => new ProvisioningEntry
            {
                RequestId = Guid.NewGuid(),
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                At = Start.AddMinutes(index),
                Method = "POST",
                Action = ProvisioningAction.Create,
                ResourceType = "User",
                ScimId = Guid.NewGuid(),
                Name = name,
                Status = index > 0 && index == names.Length - 1 ? 409 : 201,
                Sync = SyncState.Applied,
            }));
            session.Context.SaveChanges();
        });
        return integration;
    }
}
