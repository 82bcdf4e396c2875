using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Looker attributes that an identity provider sends by name, in Scimify's extension of users.</summary>
public sealed class LookerExtensionTests
{
    private const string Urn = "urn:scimify:params:scim:schemas:extension:looker:2.0:User";
    private const string Grace = "grace@example.com";

    [Fact]
    public async Task A_mapped_attribute_is_declared_accepted_and_returned_when_asked_for_or_sent()
    {
        await using var bridge = await Bridge.StartAsync();
        Assert.Equal(["lookerUserId"], await DeclaredAsync(bridge));
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("cost_center", "extension", null), Mapped.Attribute("department", "extension", null)));
        Assert.Equal(["lookerUserId string", "cost_center decimal", "department string"], await DeclaredAsync(bridge, "type"));
        Assert.Equal(["request", "request", "request"], await DeclaredAsync(bridge, "returned", named: false));
        using (var nobody = bridge.App.NewClient())
        {
            Assert.DoesNotContain("cost_center", await nobody.GetStringAsync(new Uri("/scim/v2/Schemas", UriKind.Relative)), StringComparison.Ordinal);
        }

        var made = await bridge.PostAsync("/Users", $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{{Urn}}"],"userName":"{{Grace}}","emails":[{"value":"{{Grace}}"}],
             "{{Urn}}":{"cost_center":4711,"department":"Navy"}
            }
            """);
        Assert.Equal((201, "applied"), (made.Status, made.Sync));
        Assert.Equal(4711, (int)made.Body![Urn]!["cost_center"]!);
        Assert.Equal("cost_center=4711 department=Navy", bridge.Values(Grace));

        var plain = await bridge.GetAsync($"/Users/{made.Id}");
        Assert.Null(plain.Body![Urn]);
        Assert.DoesNotContain(Urn, plain.Body["schemas"]!.AsArray().Select(s => (string)s!));
        Assert.Null((await bridge.GetAsync("/Users")).Body!["Resources"]![0]![Urn]);
        var asked = await bridge.GetAsync($"/Users/{made.Id}?attributes={Urn}");
        Assert.Equal(("4711", bridge.LookerUser(Grace)!.Id), (asked.Body![Urn]!["cost_center"]!.ToJsonString(), (string?)asked.Body[Urn]!["lookerUserId"]));

        var found = await bridge.GetAsync($"/Users?filter={Uri.EscapeDataString($"{Urn}:department eq \"Navy\"")}");
        Assert.Equal(1, (int)found.Body!["totalResults"]!);
        Assert.Equal("applied", (await bridge.SetAsync(made.Id, $"{Urn}:department", "\"Army\"")).Sync);
        Assert.Equal("applied", (await bridge.UnsetAsync(made.Id, $"{Urn}:cost_center")).Sync);
        Assert.Equal("department=Army", bridge.Values(Grace));
    }

    [Fact]
    public async Task A_value_of_another_type_is_refused_before_Looker_is_asked()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("cost_center", "extension", null)));
        var id = await bridge.NewUserAsync(Grace);
        var before = bridge.LastCall;
        var refused = await bridge.SetAsync(id, $"{Urn}:cost_center", "\"many\"");
        Assert.Equal((400, "invalidValue"), (refused.Status, refused.ScimType));
        Assert.Empty(bridge.CallsSince(before));
    }

    [Fact]
    public async Task What_is_mapped_no_longer_is_not_shown_any_more_either()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "extension", null)));
        var id = await bridge.NewUserAsync(Grace);
        await bridge.SetAsync(id, $"{Urn}:department", "\"Navy\"");
        await bridge.MapAsync(Mapped.Nothing);
        Assert.Equal(["lookerUserId"], await DeclaredAsync(bridge));
        Assert.DoesNotContain("Navy", (await bridge.GetAsync($"/Users/{id}")).Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Navy", (await bridge.GetAsync($"/Users/{id}?attributes={Urn}")).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> DeclaredAsync(Bridge bridge, string? member = null, bool named = true)
    {
        var attributes = (JsonArray)(await bridge.GetAsync($"/Schemas/{Urn}")).Body!["attributes"]!;
        return attributes.Select(a => string.Join(' ', new[] { named ? (string?)a!["name"] : null, member is null ? null : (string?)a![member] }.OfType<string>()));
    }
}
