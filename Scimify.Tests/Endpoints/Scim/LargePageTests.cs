using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>RFC 7644 section 3.4.2.4: a page may have fewer resources than the client asked for, and says how many it has.</summary>
public sealed class LargePageTests
{
    [Theory]
    [InlineData("/Users", 20)]
    [InlineData("/", 21)]
    public async Task A_page_of_large_users_ends_early_and_counts_what_it_has(string path, int total)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var title = new string('x', 250_000);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(201, (await bridge.PostAsync("/Users", $$"""{"userName":"user{{i:00}}","title":"{{title}}"}""")).Status);
        }

        await bridge.PostAsync("/Groups", """{"displayName":"After them"}""");
        List<string> names = [];
        List<int> pages = [];
        while (names.Count < total)
        {
            using var response = await bridge.Scim.GetAsync($"/scim/v2{path}?count=1000&startIndex={names.Count + 1}", TestContext.Current.CancellationToken);
            var page = (await WireReply.ReadAsync(response)).Body!;
            var resources = page["Resources"]!.AsArray();
            Assert.Equal((total, names.Count + 1, resources.Count), ((int)page["totalResults"]!, (int)page["startIndex"]!, (int)page["itemsPerPage"]!));
            pages.Add(resources.Count);
            names.AddRange(resources.Select(resource => (string)(resource!["userName"] ?? resource["displayName"])!));
        }

        Assert.Equal([16, total - 16], pages);
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"user{i:00}"), .. total > 20 ? (string[])["After them"] : []], names);
    }
}
