using System.Text.Json;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>What vendors send beyond the RFCs is accepted and noted in the provisioning log, or refused if the integration is strict.</summary>
public sealed class DialectTests
{
    private const string Entra = """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}
        """;

    [Fact]
    public async Task What_was_tolerated_stands_in_the_log()
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        var reply = await wire.SendAsync("PATCH", "/Users/{user}", Entra);
        Assert.Equal(200, reply.Status);
        Assert.False((bool)reply.Body!["active"]!);

        await using var context = wire.Bridge.App.NewContext();
        var entry = context.ProvisioningLog.Single(e => e.RequestId == Guid.Parse(reply.Headers["Scimify-Request-Id"]));
        var noted = JsonSerializer.Deserialize<string[]>(entry.Tolerances!)!;
        Assert.Equal(2, noted.Length);
        Assert.Contains("accepted: op was 'Replace'", noted);
        Assert.All(noted, note => Assert.StartsWith("accepted:", note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_number_for_text_is_taken_by_every_kind_of_write()
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();

        var put = await wire.SendAsync("PUT", "/Users/{user}", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"grace@example.com","phoneNumbers":[{"value":15550100,"type":"work","primary":1}]}
            """);
        var patched = await wire.SendAsync("PATCH", "/Users/{user}", """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
              {"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":701984},
              {"op":"replace","path":"phoneNumbers[primary eq 1].value","value":15550199},
              {"op":"add","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager":26118915,"title":7}}]}
            """);
        var bulk = await wire.SendAsync("POST", "/Bulk", """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
              {"method":"PATCH","path":"/Users/{user}","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":0},{"op":"replace","path":"nickName","value":12}]}}]}
            """);

        Assert.Equal((200, 200, 200), (put.Status, patched.Status, bulk.Status));
        var user = (await wire.GetAsync("/Users/{user}")).Body!;
        var enterprise = user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]!;
        Assert.Equal("701984", (string)enterprise["employeeNumber"]!);
        Assert.Equal("26118915", (string)enterprise["manager"]!["value"]!);
        Assert.Equal(("15550199", true), ((string)user["phoneNumbers"]![0]!["value"]!, (bool)user["phoneNumbers"]![0]!["primary"]!));
        Assert.Equal(("7", "12", false), ((string)user["title"]!, (string)user["nickName"]!, (bool)user["active"]!));
        var found = await wire.GetAsync("/Users?filter=" + Uri.EscapeDataString("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq 701984"));
        Assert.Equal([wire.UserId], found.Ids);
    }

    [Fact]
    public async Task An_empty_filter_finds_everybody_and_a_plus_in_an_address_is_one()
    {
        var wire = new Wire();
        await using var running = wire;
        await wire.InitializeAsync();
        var jane = (await wire.SendAsync("POST", "/Users", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jane+lists@example.com"}
            """)).Body!["id"]!.ToString();

        Assert.Equal(2L, (await wire.GetAsync("/Users?filter=")).Total);
        Assert.Equal(2L, (await wire.GetAsync("/Users?filter=+&count=10")).Total);
        foreach (var query in new[] { "userName%20eq%20\"jane+lists@example.com\"", "userName+eq+\"jane+lists@example.com\"", "userName+eq+%22jane%2Blists%40example.com%22" })
        {
            Assert.Equal([jane], (await wire.GetAsync($"/Users?count=10&Filter={query}")).Ids);
        }
    }

    [Fact]
    public async Task A_strict_integration_refuses_an_empty_filter()
    {
        var wire = new Wire(strict: true);
        await using var running = wire;
        await wire.InitializeAsync();
        var reply = await wire.GetAsync("/Users?filter=");
        Assert.Equal((400, "invalidFilter"), (reply.Status, reply.ScimType));
    }

    [Theory]
    [InlineData("PATCH", "/Users/{user}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":701984}]}""", "invalidValue")]
    [InlineData("PATCH", "/Users/{user}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":1}]}""", "invalidValue")]
    [InlineData("PATCH", "/Users/{user}", Entra, "invalidSyntax")]
    [InlineData("PATCH", "/Users/{user}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":"False"}]}""", "invalidValue")]
    [InlineData("PATCH", "/Users/{user}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"1"}]}""", "noTarget")]
    [InlineData("PATCH", "/Users/{user}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"noSuchAttribute","value":"x"}]}""", "invalidPath")]
    [InlineData("PATCH", "/Groups/{group}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"membres","value":[{"value":"{user}"}]}]}""", "invalidPath")]
    public async Task A_strict_integration_refuses_it_and_changes_nothing(string method, string path, string body, string scimType)
    {
        var wire = new Wire(strict: true);
        await using var running = wire;
        await wire.InitializeAsync();
        var before = await wire.WorldAsync();
        var reply = await wire.SendAsync(method, path, body);
        Assert.Equal((400, scimType), (reply.Status, reply.ScimType));
        Assert.Equal(before, await wire.WorldAsync());
    }
}
