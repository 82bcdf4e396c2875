using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;

namespace Scimify.Tests.Endpoints.Api;

public sealed class SessionsApiTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    [Fact]
    public async Task Own_sessions_are_listed_with_device_and_way_and_ended_one_by_one()
    {
        var id = await StartAsync(world.OwnerActor, "passkey");

        var listed = (await world.Owner.GetAsync("/sessions")).Items.Single(item => item.GetProperty("uuid").GetGuid() == id);
        Assert.Equal(
            ["address", "device", "expiresAt", "lastUsedAt", "personEmail", "personUuid", "signedInWith", "startedAt", "userAgent", "uuid"],
            listed.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("Chrome on Linux", "passkey"), (listed.GetProperty("device").GetString(), listed.GetProperty("signedInWith").GetString()));

        Assert.Equal((200, 404), ((await world.Owner.DeleteAsync($"/sessions/{id}")).Status, (await world.Owner.DeleteAsync($"/sessions/{id}")).Status));
    }

    [Fact]
    public async Task An_owner_lists_and_ends_the_sessions_of_a_person()
    {
        var ada = await world.App.PersonAsync(PortalRole.Operator);
        await StartAsync(ada, "password");
        await StartAsync(ada, "password");

        Assert.Equal(2, (await world.Owner.GetAsync($"/people/{ada.Id}/sessions")).Items.Count());
        Assert.Equal(2, (await world.Owner.DeleteAsync($"/people/{ada.Id}/sessions")).Results.GetProperty("ended").GetInt32());
        Assert.Empty((await world.Owner.GetAsync($"/people/{ada.Id}/sessions")).Items);
    }

    [Fact]
    public async Task The_policy_is_shown_and_changed_by_its_members()
    {
        var before = (await world.Owner.GetAsync("/sign-in-policy")).Results;
        Assert.Equal((480, 24, 0), (before.GetProperty("sessionIdleMinutes").GetInt32(), before.GetProperty("sessionLifeHours").GetInt32(), before.GetProperty("secondFactorFor").GetArrayLength()));

        var after = (await world.Owner.PatchAsync("/sign-in-policy", """{"sessionIdleMinutes":60,"secondFactorFor":["Auditor","Operator"]}""")).Results;
        Assert.Equal((60, 24), (after.GetProperty("sessionIdleMinutes").GetInt32(), after.GetProperty("sessionLifeHours").GetInt32()));
        Assert.Equal(["Operator", "Auditor"], after.GetProperty("secondFactorFor").EnumerateArray().Select(role => role.GetString()));
        var wrong = await world.Owner.PatchAsync("/sign-in-policy", """{"secondFactorFor":["Boss"]}""");
        Assert.Equal((422, "secondFactorFor"), (wrong.Status, Assert.Single(wrong.Fields)));
        Assert.Equal(409, (await world.Owner.PatchAsync("/sign-in-policy", """{"secondFactorFor":["Owner"]}""")).Status);
        Assert.Equal(409, (await world.Owner.PatchAsync("/sign-in-policy", """{"providersOnly":true}""")).Status);
        Assert.False(after.GetProperty("providersOnly").GetBoolean());
        await world.Owner.PatchAsync("/sign-in-policy", """{"sessionIdleMinutes":480,"secondFactorFor":[]}""");
        Assert.Contains((await world.Owner.GetAsync("/audit-log?action=signInPolicy.update")).Items, item => item.GetProperty("after").ToString().Contains("60", StringComparison.Ordinal));
    }

    private Task<Guid> StartAsync(Actor person, string how) =>
        world.App.Services.GetRequiredService<SessionService>().StartAsync(person, how, Chrome, TestContext.Current.CancellationToken);
}
