using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People.Passwords;
using Scimify.Core.People;
using Scimify.Core.People.Factors;

namespace Scimify.Tests.Endpoints.Api;

public sealed class PeopleApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task The_factors_of_a_person_are_removed_once()
    {
        var ada = await world.App.PersonAsync(PortalRole.Operator);
        var key = Totp.NewKey();
        await world.App.Services.GetRequiredService<FactorService>().AddAppAsync(
            ada, key, Totp.CodeAt(key, TimeProvider.System.GetUtcNow()), TestContext.Current.CancellationToken);

        Assert.Equal(200, (await world.Owner.DeleteAsync($"/people/{ada.Id}/factors")).Status);
        Assert.Equal(404, (await world.Owner.DeleteAsync($"/people/{ada.Id}/factors")).Status);
        Assert.Equal(404, (await world.Owner.DeleteAsync($"/people/{Guid.NewGuid()}/factors")).Status);
    }

    [Fact]
    public async Task A_person_is_invited_with_a_link_told_once_changed_locked_and_removed()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var made = await world.Owner.PostAsync("/people", $$"""{"email":"{{email}}","role":"TokenManager"}""");
        Assert.Equal((201, $"/api/v1/people/{made.Uuid}"), (made.Status, made.Headers.Location!.OriginalString));
        var link = made.Results.GetProperty("link").GetString()!;
        Assert.Matches($"^{Regex.Escape(world.App.BaseAddress.AbsoluteUri)}account/welcome#[0-9a-f]{{64}}$", link);
        var path = $"/people/{made.Uuid}";
        var shown = (await world.Owner.GetAsync(path)).Results;
        Assert.Equal(["breakGlass", "createdAt", "displayName", "email", "invited", "locked", "passwordLink", "role", "slowedUntil", "uuid"], shown.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((email, "TokenManager", false), (shown.GetProperty("email").GetString(), shown.GetProperty("role").GetString(), shown.GetProperty("locked").GetBoolean()));

        Assert.Equal((true, "invitation"), (shown.GetProperty("invited").GetBoolean(), shown.GetProperty("passwordLink").GetProperty("kind").GetString()));

        var changed = (await world.Owner.PatchAsync(path, """{"role":"Operator","locked":true}""")).Results;
        Assert.Equal(("Operator", true), (changed.GetProperty("role").GetString(), changed.GetProperty("locked").GetBoolean()));
        Assert.False((await world.Owner.PatchAsync(path, """{"locked":false}""")).Results.GetProperty("locked").GetBoolean());
        var wrong = await world.Owner.PatchAsync(path, """{"breakGlass":true}""");
        Assert.Equal((422, "breakGlass"), (wrong.Status, Assert.Single(wrong.Fields)));
        Assert.True((await world.Owner.PatchAsync(path, """{"role":"Owner","breakGlass":true}""")).Results.GetProperty("breakGlass").GetBoolean());
        Assert.Contains((await world.Owner.GetAsync("/people?pageSize=500")).Items, item => item.GetProperty("email").GetString() == email);
        Assert.Equal((200, 404), ((await world.Owner.DeleteAsync(path)).Status, (await world.Owner.GetAsync(path)).Status));
        Assert.DoesNotContain(link.Split('#')[1], (await world.Owner.GetAsync("/audit-log?pageSize=500")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"Owner"}""", "email")]
    [InlineData("""{"email":"ada@example.com"}""", "role")]
    [InlineData("""{"email":"ada@example.com","role":"Root"}""", "role")]
    [InlineData("""{"email":"not an address","role":"Owner"}""", "email")]
    [InlineData("""{"email":"ada@example.com","role":"Owner","password":"correct horse battery"}""", "password")]
    [InlineData("""{"email":"ada@example.com","role":"Owner","admin":true}""", "admin")]
    public async Task What_is_wrong_is_told_by_field(string body, string field)
    {
        var refused = await world.Owner.PostAsync("/people", body);
        Assert.Equal((422, field), (refused.Status, Assert.Single(refused.Fields)));
    }

    [Fact]
    public async Task A_link_is_made_again_ended_and_made_as_a_reset_once_there_is_a_password()
    {
        var made = await world.Owner.PostAsync("/people", $$"""{"email":"{{Guid.NewGuid():N}}@example.com","role":"Auditor"}""");
        var path = $"/people/{made.Uuid}";

        var again = await world.Owner.PostAsync($"{path}/password-link", null);
        Assert.Equal((201, "invitation", "no-store"), (again.Status, again.Results.GetProperty("kind").GetString(), again.Headers.CacheControl?.ToString()));
        Assert.NotEqual(made.Results.GetProperty("link").GetString(), again.Results.GetProperty("link").GetString());
        Assert.Equal((200, 404), ((await world.Owner.DeleteAsync($"{path}/password-link")).Status, (await world.Owner.DeleteAsync($"{path}/password-link")).Status));
        Assert.Equal(JsonValueKind.Null, (await world.Owner.GetAsync(path)).Results.GetProperty("passwordLink").ValueKind);

        var last = await world.Owner.PostAsync($"{path}/password-link", null);
        Assert.True(await world.App.Services.GetRequiredService<PasswordLinkService>().UseAsync(
            last.Results.GetProperty("link").GetString()!.Split('#')[1], "quiet otters swim far", null, TestContext.Current.CancellationToken));
        Assert.Equal("reset", (await world.Owner.PostAsync($"{path}/password-link", null)).Results.GetProperty("kind").GetString());
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
