namespace Scimify.Tests.Endpoints.Api;

public sealed class PeopleApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task A_person_is_added_with_a_password_told_once_changed_locked_and_removed()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var made = await world.Owner.PostAsync("/people", $$"""{"email":"{{email}}","role":"TokenManager"}""");
        Assert.Equal((201, $"/api/v1/people/{made.Uuid}"), (made.Status, made.Headers.Location!.OriginalString));
        Assert.InRange(made.Results.GetProperty("password").GetString()!.Length, 12, 100);
        var path = $"/people/{made.Uuid}";
        var shown = (await world.Owner.GetAsync(path)).Results;
        Assert.Equal(["createdAt", "displayName", "email", "locked", "role", "uuid"], shown.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((email, "TokenManager", false), (shown.GetProperty("email").GetString(), shown.GetProperty("role").GetString(), shown.GetProperty("locked").GetBoolean()));

        var changed = (await world.Owner.PatchAsync(path, """{"role":"Operator","locked":true}""")).Results;
        Assert.Equal(("Operator", true), (changed.GetProperty("role").GetString(), changed.GetProperty("locked").GetBoolean()));
        Assert.False((await world.Owner.PatchAsync(path, """{"locked":false}""")).Results.GetProperty("locked").GetBoolean());
        Assert.Contains((await world.Owner.GetAsync("/people?pageSize=500")).Items, item => item.GetProperty("email").GetString() == email);
        Assert.Equal((200, 404), ((await world.Owner.DeleteAsync(path)).Status, (await world.Owner.GetAsync(path)).Status));
        Assert.DoesNotContain(made.Results.GetProperty("password").GetString()!, (await world.Owner.GetAsync("/audit-log?pageSize=500")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"Owner"}""", "email")]
    [InlineData("""{"email":"ada@example.com"}""", "role")]
    [InlineData("""{"email":"ada@example.com","role":"Root"}""", "role")]
    [InlineData("""{"email":"not an address","role":"Owner"}""", "email")]
    [InlineData("""{"email":"ada@example.com","role":"Owner","password":"short"}""", "password")]
    [InlineData("""{"email":"ada@example.com","role":"Owner","admin":true}""", "admin")]
    public async Task What_is_wrong_is_told_by_field(string body, string field)
    {
        var refused = await world.Owner.PostAsync("/people", body);
        Assert.Equal((422, field), (refused.Status, Assert.Single(refused.Fields)));
    }

    [Fact]
    public async Task The_last_owner_stays_one()
    {
        var own = (await world.Owner.GetAsync("/people")).Items.Single(item => item.GetProperty("role").GetString() == "Owner").GetProperty("uuid").GetString();
        foreach (var answer in new[]
        {
            await world.Owner.PatchAsync($"/people/{own}", """{"role":"Auditor"}"""),
            await world.Owner.PatchAsync($"/people/{own}", """{"locked":true}"""),
            await world.Owner.DeleteAsync($"/people/{own}"),
        })
        {
            Assert.Equal((409, "This is the last owner. Make somebody else an owner first."), (answer.Status, answer.Error.GetProperty("message").GetString()));
        }
    }
}
