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

    [Theory]
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
