namespace Scimify.Tests.Endpoints.Api;

/// <summary>If two people change the same thing, the second is told, and no change of the first is lost (RFC 9110 section 13.1.1).</summary>
public sealed class IfMatchTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Tokens = "/scim/organization-access-tokens";

    [Theory]
    [InlineData("integration", """{"groupDescription":"One"}""", """{"groupDescription":"Two"}""")]
    [InlineData("token", """{"description":"One"}""", """{"description":"Two"}""")]
    [InlineData("person", """{"role":"Operator"}""", """{"locked":true}""")]
    public async Task Who_comes_second_with_an_old_tag_changes_nothing(string kind, string first, string second)
    {
        var path = await MakeAsync(kind);
        var read = await world.Owner.GetAsync(path);
        var tag = Tag(read);
        var changed = await world.Owner.CallAsync("PATCH", path, first, header: ("If-Match", tag));
        Assert.Equal(200, changed.Status);
        Assert.NotEqual(tag, Tag(changed));
        Assert.Equal(Tag(changed), Tag(await world.Owner.GetAsync(path)));
        foreach (var (method, body) in ((string, string?)[])[("PATCH", second), ("DELETE", null)])
        {
            var late = await world.Owner.CallAsync(method, path, body, header: ("If-Match", tag));
            Assert.Equal((412, "PreconditionFailedError"), (late.Status, late.Error.GetProperty("name").GetString()));
        }

        Assert.Equal(changed.Text, (await world.Owner.GetAsync(path)).Text);
        Assert.Equal(200, (await world.Owner.CallAsync("PATCH", path, second, header: ("If-Match", "*"))).Status);
        Assert.Equal(200, (await world.Owner.CallAsync("DELETE", path, header: ("If-Match", Tag(await world.Owner.GetAsync(path))))).Status);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("W/\"1\"")]
    [InlineData("\"\"")]
    public async Task A_tag_that_is_none_of_ours_matches_nothing(string tag)
    {
        var path = await MakeAsync("integration");
        Assert.Equal(412, (await world.Owner.CallAsync("PATCH", path, """{"groupDescription":"One"}""", header: ("If-Match", tag))).Status);
    }

    [Fact]
    public async Task A_rotation_keeps_it_too()
    {
        var made = await world.Owner.PostAsync(Tokens, $$"""{"description":"Okta","expiresAt":"2096-01-01T00:00:00.000Z","integrationUuid":"{{(await world.IntegrationAsync()).Id}}"}""");
        var path = $"{Tokens}/{made.Uuid}";
        var tag = Tag(made);
        Assert.Equal(200, (await world.Owner.PatchAsync(path, """{"description":"Entra"}""")).Status);
        Assert.Equal(412, (await world.Owner.CallAsync("PATCH", path + "/rotate", """{"expiresAt":"2097-01-01T00:00:00.000Z"}""", header: ("If-Match", tag))).Status);
        Assert.Equal(200, (await world.Owner.CallAsync("PATCH", path + "/rotate", """{"expiresAt":"2097-01-01T00:00:00.000Z"}""", header: ("If-Match", Tag(await world.Owner.GetAsync(path))))).Status);
    }

    private async Task<string> MakeAsync(string kind) => kind switch
    {
        "integration" => $"/integrations/{(await world.IntegrationAsync()).Id}",
        "token" => $"{Tokens}/{(await world.App.ScimTokenAsync(world.OwnerActor, (await world.IntegrationAsync()).Id)).Token.Id}",
        _ => $"/people/{(await world.Owner.PostAsync("/people", $$"""{"email":"{{Guid.NewGuid():N}}@example.com","role":"Auditor"}""")).Uuid}",
    };

    private static string Tag(ApiAnswer answer) => answer.Headers.ETag!.Tag;
}
