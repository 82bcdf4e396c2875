using System.Text.Json.Nodes;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Twenty-five users without an address, so that Looker plays no part, and a group of three of them.</summary>
public sealed class Crowd : IAsyncLifetime
{
    public const int Users = 25;

    public Wire Wire { get; } = new();

    public IReadOnlyList<string> Ids { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Wire.InitializeAsync();
        await Wire.Bridge.DeleteAsync($"/Groups/{Wire.GroupId}");
        await Wire.Bridge.DeleteAsync($"/Users/{Wire.UserId}");
        var operations = Enumerable.Range(0, Users).Select(i => $$"""
            {"method":"POST","path":"/Users","bulkId":"u{{i}}","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"user{{i:00}}",
             "displayName":"{{(char)('Z' - i)}} person","name":{"givenName":"Given {{i}}","familyName":"Family"},"title":"Guide"} }
            """);
        var made = await Wire.Bridge.PostAsync(
            "/Bulk", $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{string.Join(',', operations)}}]}""");
        Ids = [.. made.Body!["Operations"]!.AsArray().Select(operation => ((string)operation!["location"]!).Split('/')[^1])];
    }

    public ValueTask DisposeAsync() => Wire.DisposeAsync();
}

/// <summary>RFC 7644 section 3.4.2 and RFC 9865 over HTTP.</summary>
public sealed class ListEndpointTests(Crowd crowd) : IClassFixture<Crowd>
{
    [Theory]
    [InlineData("", 1, 25)]
    [InlineData("?startIndex=1&count=10", 1, 10)]
    [InlineData("?startIndex=21&count=10", 21, 5)]
    [InlineData("?startIndex=26&count=10", 26, 0)]
    [InlineData("?startIndex=0&count=2", 1, 2)]
    [InlineData("?startIndex=-5&count=2", 1, 2)]
    [InlineData("?count=0", 1, 0)]
    [InlineData("?count=-1", 1, 0)]
    [InlineData("?count=100000", 1, 25)]
    [InlineData("?startIndex=2147483647&count=1000", 2147483647, 0)]
    [InlineData("?startIndex=99999999999999999999&count=1", 2147483647, 0)]
    public async Task Pages_have_bounds(string query, int startIndex, int items)
    {
        var reply = await crowd.Wire.GetAsync("/Users" + query);
        Assert.Equal(200, reply.Status);
        Assert.Equal(
            (25, startIndex, items, items),
            ((int)reply.Body!["totalResults"]!, (int)reply.Body["startIndex"]!, (int)reply.Body["itemsPerPage"]!, reply.Ids.Count));
        Assert.Equal(crowd.Ids.Skip(startIndex - 1).Take(items), reply.Ids);
    }

    [Theory]
    [InlineData("?cursor=&count=10", 10)]
    [InlineData("?cursor=&count=10&filter=title%20eq%20%22guide%22", 10)]
    [InlineData("?cursor=&count=7&sortBy=userName", 7)]
    [InlineData("?cursor&count=1000", 1000)]
    public async Task Cursors_lead_through_all_of_it_once(string query, int count)
    {
        var seen = new List<string>();
        var reply = await crowd.Wire.GetAsync("/Users" + query);
        while (true)
        {
            Assert.Null(reply.Body!["startIndex"]);
            Assert.Equal(25, reply.Total);
            Assert.True(reply.Ids.Count <= count);
            seen.AddRange(reply.Ids);
            if ((string?)reply.Body["nextCursor"] is not { } next)
            {
                break;
            }

            reply = await crowd.Wire.GetAsync("/Users" + query.Replace("cursor=", $"cursor={Uri.EscapeDataString(next)}", StringComparison.Ordinal));
        }

        Assert.Equal(crowd.Ids, seen);
    }

    [Fact]
    public async Task A_cursor_of_another_query_is_refused()
    {
        var first = await crowd.Wire.GetAsync("/Users?cursor=&count=10");
        var cursor = Uri.EscapeDataString((string)first.Body!["nextCursor"]!);
        var other = await crowd.Wire.GetAsync($"/Users?cursor={cursor}&count=10&filter=title%20pr");
        Assert.Equal((400, "invalidCursor"), (other.Status, other.ScimType));
        Assert.Equal(400, (await crowd.Wire.GetAsync($"/Groups?cursor={cursor}&count=10")).Status);
    }

    [Fact]
    public async Task Sorting_orders_all_and_not_the_page()
    {
        var ascending = await crowd.Wire.GetAsync("/Users?sortBy=displayName&count=3");
        Assert.Equal(crowd.Ids.Reverse().Take(3), ascending.Ids);
        var descending = await crowd.Wire.GetAsync("/Users?sortBy=displayName&sortOrder=descending&startIndex=4&count=3");
        Assert.Equal(crowd.Ids.Skip(3).Take(3), descending.Ids);
    }

    [Theory]
    [InlineData("attributes=userName", "id schemas userName")]
    [InlineData("attributes=name.givenName", "id name schemas")]
    [InlineData("attributes=urn:ietf:params:scim:schemas:core:2.0:User:title", "id schemas title")]
    [InlineData("attributes=noSuchAttribute", "id schemas")]
    [InlineData("attributes=USERNAME,meta.location", "id meta schemas userName")]
    [InlineData("excludedAttributes=name,meta,title", "active displayName id schemas userName")]
    [InlineData("excludedAttributes=id,schemas,name,meta,title", "active displayName id schemas userName")]
    public async Task Answers_have_what_was_asked_for_and_what_is_always_returned(string query, string members)
    {
        var list = await crowd.Wire.GetAsync($"/Users?count=1&{query}");
        Assert.Equal(members, Members(list.Body!["Resources"]![0]));
        var one = await crowd.Wire.GetAsync($"/Users/{crowd.Ids[0]}?{query}");
        Assert.Equal(members, Members(one.Body));
        var searched = await crowd.Wire.SendAsync(
            "POST", "/Users/.search", $"{{\"count\":1,\"{query.Split('=')[0]}\":[{string.Join(',', query.Split('=')[1].Split(',').Select(name => $"\"{name}\""))}]}}");
        Assert.Equal(members, Members(searched.Body!["Resources"]![0]));
    }

    [Fact]
    public async Task A_sub_attribute_can_be_asked_for_alone()
    {
        var one = await crowd.Wire.GetAsync($"/Users/{crowd.Ids[3]}?attributes=name.givenName");
        Assert.Equal("""{"givenName":"Given 3"}""", one.Body!["name"]!.ToJsonString());
    }

    [Fact]
    public async Task A_write_answers_with_what_was_asked_for()
    {
        var patched = await crowd.Wire.SendAsync(
            "PATCH",
            $"/Users/{crowd.Ids[24]}?attributes=title",
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Guide"}]}""");
        Assert.Equal("id schemas title", Members(patched.Body));
    }

    private static string Members(JsonNode? resource) => string.Join(' ', resource!.AsObject().Select(member => member.Key).Order(StringComparer.OrdinalIgnoreCase));
}
