using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Dialects;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>The SCIM 2.0 Interoperability Profile (draft-zollner-scim-interop-profile), of an integration that keeps it.</summary>
public sealed class InteropProfileTests(InteropProfileTests.InteropWire wire) : IClassFixture<InteropProfileTests.InteropWire>
{
    private const string User = """ "schemas":["urn:ietf:params:scim:schemas:core:2.0:User"] """;
    private const string Patch = """ "schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"] """;

    /// <summary>What the profile allows, and what a provider that keeps to it sends.</summary>
    public sealed class InteropWire() : Wire(new PolicyChange { Profile = ScimProfile.Interop });

    [Theory]
    [InlineData("POST", "/Users", "{" + User + ""","userName":"new@example.com","shoeSize":7}""")]
    [InlineData("POST", "/Users", "{" + User + ""","userName":"new@example.com","name":{"nick":"Amazing"}}""")]
    [InlineData("POST", "/Users", "{" + User + ""","userName":"new@example.com","password":"t0p secret words"}""")]
    [InlineData("POST", "/Users", "{" + User + ""","userName":"new@example.com","urn:example:User":{"a":1}}""")]
    [InlineData("POST", "/Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:example:User"],"userName":"new@example.com"}""")]
    [InlineData("POST", "/Users", "{" + User + ""","userName":"new@example.com","roles":[{"value":"admin"}]}""")]
    [InlineData("POST", "/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"New","colour":"red"}""")]
    [InlineData("PUT", "/Users/{user}", "{" + User + ""","userName":"grace@example.com","shoeSize":7}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"replace","path":"shoeSize","value":7}]}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"replace","path":"name.nick","value":"Amazing"}]}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"replace","path":"urn:example:User:a","value":"1"}]}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"replace","path":"password","value":"t0p secret words"}]}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"add","path":"roles","value":[{"value":"admin"}]}]}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"replace","value":{"active":false}}]}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"replace","path":"active","value":false},{"op":"add","value":{"title":"Admiral"}}]}""")]
    [InlineData("PATCH", "/Users/{user}", "{" + Patch + ""","Operations":[{"op":"remove"}]}""")]
    public async Task What_the_profile_forbids_is_invalidSyntax_and_changes_nothing(string method, string path, string body)
    {
        var before = (await wire.GetAsync("/Users/{user}")).Text;

        var refused = await wire.SendAsync(method, path, body);

        Assert.Equal((400, "invalidSyntax"), (refused.Status, refused.ScimType));
        Assert.Equal(before, (await wire.GetAsync("/Users/{user}")).Text);
        Assert.Equal(0, (await wire.GetAsync("/Users?filter=userName eq \"new@example.com\"")).Total);
    }

    [Theory]
    [InlineData("add", "title", "\"Admiral\"", "title", "\"Admiral\"")]
    [InlineData("replace", "title", "\"Admiral\"", "title", "\"Admiral\"")]
    [InlineData("add", "name", """{"familyName":"Lovelace"}""", "name", """{"familyName":"Lovelace","givenName":"Ada"}""")]
    [InlineData("replace", "name", """{"familyName":"Lovelace"}""", "name", """{"familyName":"Lovelace"}""")]
    [InlineData("replace", "name.givenName", "\"Augusta\"", "name", """{"familyName":"Byron","givenName":"Augusta"}""")]
    [InlineData("add", "phoneNumbers", """[{"value":"2","type":"home"}]""", "phoneNumbers", """[{"value":"1","type":"work"},{"value":"2","type":"home"}]""")]
    [InlineData("replace", "phoneNumbers", """[{"value":"2","type":"home"}]""", "phoneNumbers", """[{"value":"2","type":"home"}]""")]
    [InlineData("replace", "phoneNumbers[type eq \\\"WORK\\\"].value", "\"3\"", "phoneNumbers", """[{"value":"3","type":"work"}]""")]
    public async Task What_the_profile_asks_of_PATCH_is_done(string op, string path, string value, string attribute, string becomes)
    {
        var made = await wire.SendAsync("POST", "/Users", "{" + User + $$$""","userName":"{{{Guid.NewGuid():N}}}@example.com","name":{"givenName":"Ada","familyName":"Byron"},"phoneNumbers":[{"value":"1","type":"work"}]}""");
        var id = (string)made.Body!["id"]!;

        var changed = await wire.SendAsync("PATCH", $"/Users/{id}", "{" + Patch + $$$""","Operations":[{"op":"{{{op}}}","path":"{{{path}}}","value":{{{value}}}}]}""");

        Assert.Equal(200, changed.Status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(becomes), changed.Body![attribute]), changed.Body![attribute]?.ToJsonString());
    }

    [Fact]
    public async Task A_disabled_user_stays_and_the_name_of_a_deleted_one_is_free()
    {
        var made = await wire.SendAsync("POST", "/Users", "{" + User + ""","userName":"leaver@example.com"}""");
        var id = (string)made.Body!["id"]!;
        Assert.Equal(200, (await wire.SendAsync("PATCH", $"/Users/{id}", "{" + Patch + ""","Operations":[{"op":"replace","path":"active","value":false}]}""")).Status);
        Assert.False((bool)(await wire.GetAsync($"/Users/{id}")).Body!["active"]!);

        var second = await wire.SendAsync("POST", "/Users", "{" + User + ""","userName":"LEAVER@example.com"}""");
        Assert.Equal((409, "uniqueness"), (second.Status, second.ScimType));

        Assert.Equal(204, (await wire.SendAsync("DELETE", $"/Users/{id}")).Status);
        Assert.Equal(201, (await wire.SendAsync("POST", "/Users", "{" + User + ""","userName":"leaver@example.com"}""")).Status);
    }

    [Theory]
    [InlineData("/Users", "userName eq \"GRACE@example.com\"", 1)]
    [InlineData("/Users", "emails.value eq \"grace@example.com\" and emails.type eq \"work\"", 1)]
    [InlineData("/Users", "externalId eq \"nobody\"", 0)]
    [InlineData("/Groups", "displayName eq \"pioneers\"", 1)]
    [InlineData("/Groups", "members.value eq \"{user}\"", 1)]
    [InlineData("/Groups", "externalId eq \"nothing\"", 0)]
    public async Task The_filters_of_the_profile_find_whom_they_mean(string path, string filter, int found)
    {
        var answer = await wire.GetAsync($"{path}?count=250&filter={filter}");

        Assert.Equal((200, found), (answer.Status, answer.Total));
    }

    [Fact]
    public async Task Discovery_says_so_and_has_no_password()
    {
        Assert.True((bool)(await wire.GetAsync("/ServiceProviderConfig")).Body!["interopProfileConformant"]!);
        var attributes = (await wire.GetAsync("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User")).Body!["attributes"]!.AsArray().Select(attribute => (string)attribute!["name"]!).ToList();
        Assert.Contains("userName", attributes);
        Assert.DoesNotContain("password", attributes);
    }

    [Theory]
    [InlineData(ScimProfile.Tolerant)]
    [InlineData(ScimProfile.Strict)]
    public async Task Other_integrations_say_nothing_about_the_profile_and_accept_what_the_RFCs_do(ScimProfile profile)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, policies: new() { Profile = profile });
        var id = await bridge.NewUserAsync("ada@example.com");

        Assert.Null((await bridge.GetAsync("/ServiceProviderConfig")).Body!["interopProfileConformant"]);
        Assert.Equal(200, (await bridge.PatchAsync($"/Users/{id}", "{" + Patch + ""","Operations":[{"op":"replace","value":{"title":"Admiral"}}]}""")).Status);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Cursors_are_announced_unless_a_setting_says_otherwise_and_work_in_any_case(string setting, bool isAnnounced)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, settings: new Dictionary<string, string?> { ["Scimify:Discovery:Pagination"] = setting });

        Assert.Equal(isAnnounced, (await bridge.GetAsync("/ServiceProviderConfig")).Body!["pagination"] is not null);
        Assert.Equal(200, (await bridge.GetAsync("/Users?cursor=")).Status);
    }
}
