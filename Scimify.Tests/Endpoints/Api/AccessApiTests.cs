using System.Text.Json;
using Scimify.Tests.Provisioning;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>The history of access as SCIM and the emulated Looker made it, over the REST API.</summary>
public sealed class AccessApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_came_and_left_had_access_in_between_and_stays_findable_under_a_former_name()
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        using var api = await ApiAsync(bridge);
        var before = TimeProvider.System.GetUtcNow();
        await PauseAsync();
        var ada = await bridge.NewUserAsync("ada@example.com");
        var group = await GroupAsync(bridge, "Analysts", ada);
        await PauseAsync();
        var during = TimeProvider.System.GetUtcNow();
        await PauseAsync();
        Assert.Equal(200, (await bridge.PatchAsync($"/Users/{ada}", Patch("replace", "userName", "\"lovelace@example.com\""))).Status);
        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{ada}")).Status);
        await bridge.SettledForGoodAsync();

        var then = Assert.Single((await api.GetAsync($"/access?at={Key(during)}")).Items);
        Assert.Equal(("ada@example.com", true, true, "scim"), (Text(then, "userName"), Flag(then, "hadAccess"), Flag(then, "asked"), Text(then, "source")));
        var place = Assert.Single(then.GetProperty("groups").EnumerateArray());
        Assert.Equal(("Analysts", true, true, group), (Text(place, "name"), Flag(place, "had"), Flag(place, "asked"), Text(place, "scimId")));
        Assert.Empty((await api.GetAsync($"/access?at={Key(before)}")).Items);
        Assert.Empty((await api.GetAsync("/access")).Items);
        Assert.Single((await api.GetAsync($"/access?at={Key(during)}&q=LOVELACE")).Items);
        Assert.Empty((await api.GetAsync($"/access?at={Key(during)}&q=nobody")).Items);

        var leaver = Assert.Single((await api.GetAsync("/access/leavers")).Items);
        Assert.Equal(("lovelace@example.com", "ended"), (Text(leaver, "userName"), Text(leaver, "outcome")));
        Assert.InRange(leaver.GetProperty("seconds").GetDouble(), 0.001, 60);

        var changes = (await api.GetAsync($"/access/changes?from={Key(during)}")).Items.ToList();
        Assert.Equal(["False ", "False Analysts"], changes.Select(c => $"{Flag(c, "gained")} {c.GetProperty("group").GetString()}").Order());
        Assert.Empty((await api.GetAsync($"/access/changes?from={Key(before)}")).Items);
        Assert.Equal(2, (await api.GetAsync($"/access/changes?from={Key(before)}&to={Key(during)}")).Items.Count());
    }

    [Fact]
    public async Task What_a_comparison_finds_is_by_hand_since_it_was_found_and_ends_when_it_is_no_longer_found()
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        using var api = await ApiAsync(bridge);
        var ada = await bridge.NewUserAsync("ada@example.com");
        await GroupAsync(bridge, "Analysts", ada);
        await bridge.PatchAsync($"/Users/{ada}", Patch("replace", "active", "false"));
        await bridge.SettledForGoodAsync();
        Assert.Empty((await api.GetAsync("/access")).Items);

        SetDisabled(false);
        await ReconcileTests.CompareAsync(bridge);
        var found = Assert.Single((await api.GetAsync("/access?view=byHand")).Items);
        Assert.Equal((true, false, "byHand"), (Flag(found, "hadAccess"), Flag(found, "asked"), Text(found, "source")));
        Assert.Equal(JsonValueKind.Null, found.GetProperty("requestId").ValueKind);
        Assert.Single((await api.GetAsync("/access?view=left")).Items);

        SetDisabled(true);
        await ReconcileTests.CompareAsync(bridge);
        Assert.Empty((await api.GetAsync("/access")).Items);

        void SetDisabled(bool value) => bridge.Looker.With(world => world.Users.Values.Single(u => u.Email?.Address == "ada@example.com").IsDisabled = value);
    }

    [Fact]
    public async Task Roles_and_attributes_say_what_was_asked_for_and_what_Looker_had_and_who_gave_it()
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        using var api = await ApiAsync(bridge);
        var ada = await bridge.NewUserInAsync("ada@example.com", "Navy");
        var team = await GroupAsync(bridge, "Team", ada);
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "attribute", Mapped.Department)) with { Groups = [new(Guid.Parse(team), ["5"])] });
        await bridge.SettledForGoodAsync();
        Assert.Equal(["Viewer through Team: had True, asked True, mapping", "department: had Navy, asked Navy, mapping"], await DetailsAsync());
        await PauseAsync();
        var mapped = TimeProvider.System.GetUtcNow();

        var account = bridge.Looker.With(world => world.Users.Values.Single(u => u.Email?.Address == "ada@example.com"));
        bridge.Looker.With(_ => account.RoleIds.Add("4"));
        bridge.Looker.With(_ => account.AttributeValues["6"] = "Sales");
        bridge.Grant("3", "Team");
        bridge.Revoke("5", "Team");
        Assert.Equal(2, (await DetailsAsync()).Count);
        await ReconcileTests.CompareAsync(bridge);
        Assert.Equal(
            ["Developer through Team: had True, asked False, byHand", "User its own: had True, asked False, byHand", "Viewer through Team: had False, asked True, byHand", "department: had Sales, asked Navy, byHand"],
            await DetailsAsync());

        Assert.Equal(2, (await ReconcileTests.CompareAsync(bridge, repair: true)).Repaired);
        await bridge.SettledForGoodAsync();
        bridge.Looker.With(_ => account.RoleIds.Remove("4"));
        await ReconcileTests.CompareAsync(bridge);
        Assert.Equal(
            ["Developer through Team: had True, asked False, byHand", "Viewer through Team: had True, asked True, mapping", "department: had Navy, asked Navy, mapping"],
            await DetailsAsync());
        Assert.Equal(200, (await bridge.SetAsync(ada, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "\"Army\"")).Status);
        await bridge.SettledForGoodAsync();

        var mover = Assert.Single((await api.GetAsync($"/access/movers?from={Key(mapped)}&view=attributes")).Items);
        Assert.Equal("""[{"name":"department","before":"Navy","after":"Army"}]""", mover.GetProperty("attributes").GetRawText());
        Assert.Equal("""["Team"]""", mover.GetProperty("stayed").GetRawText());
        Assert.Equal(204, (await bridge.DeleteAsync($"/Groups/{team}")).Status);
        await bridge.SettledForGoodAsync();
        Assert.Equal(["department: had Army, asked Army, mapping"], await DetailsAsync());

        async Task<IReadOnlyList<string>> DetailsAsync()
        {
            var line = Assert.Single((await api.GetAsync("/access")).Items);
            return
            [
                .. line.GetProperty("roles").EnumerateArray().Select(r => $"{Text(r, "name")} {(Text(r, "group") is { } group ? $"through {group}" : "its own")}: had {Flag(r, "had")}, asked {Flag(r, "asked")}, {Text(r, "source")}"),
                .. line.GetProperty("attributes").EnumerateArray().Select(a => $"{Text(a, "name")}: had {Text(a, "had")}, asked {Text(a, "asked")}, {Text(a, "source")}"),
            ];
        }
    }

    [Fact]
    public async Task Another_organization_sees_nothing_and_exports_have_what_the_list_has()
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        using var api = await ApiAsync(bridge);
        await bridge.NewUserAsync("ada@example.com");
        await bridge.NewUserAsync("bob@example.com");
        var stranger = await bridge.App.PersonAsync(organization: "Globex");
        using var other = new ApiClient(bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(stranger)));

        Assert.Empty((await other.GetAsync("/access")).Items);
        Assert.Empty((await other.GetAsync($"/access?integration={bridge.Integration.Id}")).Items);
        Assert.Equal(2, (await api.GetAsync($"/access?integration={bridge.Integration.Id}")).Items.Count());
        Assert.Empty((await api.GetAsync($"/access?integration={Guid.NewGuid()}")).Items);

        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        client.DefaultRequestHeaders.Accept.ParseAdd("application/jsonl");
        var lines = (await client.GetStringAsync(new Uri("/api/v1/access", UriKind.Relative), Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((await api.GetAsync("/access")).Items.Select(i => i.GetRawText()).Reverse(), lines.Select(l => JsonElement.Parse(l).GetRawText()));
    }

    [Theory]
    [InlineData("/access?at=9999-01-01T00:00:00Z", "at")]
    [InlineData("/access?at=yesterday", "at")]
    [InlineData("/access?view=everybody", "view")]
    [InlineData("/access?cursor=1", "cursor")]
    [InlineData("/access/movers?view=late", "view")]
    [InlineData("/access/changes?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("/access/changes?to=9999-01-01T00:00:00Z", "to")]
    [InlineData("/access/leavers?view=soon", "view")]
    [InlineData("/access/leavers?integration=Production", "integration")]
    public async Task What_is_wrong_is_named(string path, string field)
    {
        await using var bridge = await Bridge.StartAsync();
        using var api = await ApiAsync(bridge);

        var refused = await api.GetAsync(path);

        Assert.Equal(422, refused.Status);
        Assert.Equal([field], refused.Fields);
    }

    private static async Task<ApiClient> ApiAsync(Bridge bridge) => new(bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner)));

    private static async Task<string> GroupAsync(Bridge bridge, string name, string member)
    {
        var made = await bridge.PostAsync("/Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"{{name}}","members":[{"value":"{{member}}"}]}""");
        Assert.Equal(201, made.Status);
        await bridge.SettledAsync();
        return made.Id;
    }

    private static string Patch(string op, string path, string value) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"{{op}}","path":"{{path}}","value":{{value}}}]}""";

    /// <summary>Until the clock shows another millisecond.</summary>
    private static Task PauseAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return Eventually.TrueAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() > now + 1));
    }

    private static string Key(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    private static bool Flag(JsonElement item, string name) => item.GetProperty(name).GetBoolean();
}
