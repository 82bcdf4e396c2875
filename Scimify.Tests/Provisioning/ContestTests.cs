using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Renames that need each other's address or name settle by themselves, whatever the order in which they are tried.</summary>
public sealed class ContestTests
{
    [Fact]
    public async Task Two_people_who_were_told_that_they_have_swapped_addresses_have()
    {
        await using var bridge = await Bridge.StartAsync();
        var (a, b) = (await bridge.NewUserAsync("a@example.com", "A"), await bridge.NewUserAsync("b@example.com", "B"));
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await MoveAsync(bridge, a, "A", "tmp@example.com");
        await MoveAsync(bridge, b, "B", "a@example.com");
        await MoveAsync(bridge, a, "A", "b@example.com");

        await LiveAsync(bridge);

        Assert.Equal(("B", "A"), (bridge.LookerUser("a@example.com")?.FirstName, bridge.LookerUser("b@example.com")?.FirstName));
        Assert.Equal(0, (await bridge.StatusAsync()).Failed);
    }

    [Fact]
    public async Task A_chain_of_six_moves_up_by_one()
    {
        await using var bridge = await Bridge.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await bridge.NewUserAsync($"p{i}@example.com", $"P{i}"));
        }

        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        for (var i = 5; i >= 0; i--)
        {
            await MoveAsync(bridge, ids[i], $"P{i}", $"p{i + 1}@example.com");
        }

        await bridge.PostAsync("/Users", Bridge.UserJson("p0@example.com", "New"));
        await LiveAsync(bridge);

        Assert.Equal(
            ["New", "P0", "P1", "P2", "P3", "P4", "P5"], Enumerable.Range(0, 7).Select(i => bridge.LookerUser($"p{i}@example.com")?.FirstName));
        Assert.Equal(0, (await bridge.StatusAsync()).Failed);
    }

    [Fact]
    public async Task Two_groups_that_have_swapped_names_keep_their_members()
    {
        await using var bridge = await Bridge.StartAsync();
        var (grace, ada) = (await bridge.NewUserAsync("grace@example.com"), await bridge.NewUserAsync("ada@example.com", "Ada"));
        var (red, blue) = (await bridge.TeamAsync("Red", [grace]), await bridge.TeamAsync("Blue", [ada]));
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await RenameAsync(bridge, red, "Violet");
        await RenameAsync(bridge, blue, "Red");
        await RenameAsync(bridge, red, "Blue");

        await LiveAsync(bridge);

        Assert.Equal(["grace@example.com"], bridge.LookerMembers("Blue"));
        Assert.Equal(["ada@example.com"], bridge.LookerMembers("Red"));
        Assert.Equal(0, (await bridge.StatusAsync()).Failed);
    }

    [Fact]
    public async Task Who_was_refused_an_address_gets_it_when_its_owner_moves()
    {
        await using var bridge = await Bridge.StartAsync();
        var owner = await bridge.NewUserAsync("wanted@example.com", "Owner");
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await MoveAsync(bridge, owner, "Owner", "elsewhere@example.com");
        var newcomer = await bridge.PostAsync("/Users", Bridge.UserJson("wanted@example.com", "New"));
        await MoveAsync(bridge, owner, "Owner", "wanted@example.com", "owner@example.com");
        await LiveAsync(bridge);
        Assert.Equal((1, "Owner"), ((await bridge.StatusAsync()).Failed, bridge.LookerUser("wanted@example.com")!.FirstName));

        await MoveAsync(bridge, owner, "Owner", "elsewhere@example.com");
        await bridge.SettledAsync();

        Assert.Equal(201, newcomer.Status);
        Assert.Equal(("New", "Owner"), (bridge.LookerUser("wanted@example.com")?.FirstName, bridge.LookerUser("elsewhere@example.com")?.FirstName));
        Assert.Equal(0, (await bridge.StatusAsync()).Failed);
    }

    private static async Task MoveAsync(Bridge bridge, string id, string given, string address, string? userName = null)
    {
        var body = Bridge.UserJson(address, given);
        var reply = await bridge.PutAsync($"/Users/{id}", userName is null ? body : body.Replace($"\"userName\":\"{address}\"", $"\"userName\":\"{userName}\"", StringComparison.Ordinal));
        Assert.Equal(200, reply.Status);
    }

    private static async Task RenameAsync(Bridge bridge, string id, string name) =>
        Assert.Equal(204, (await bridge.PatchAsync($"/Groups/{id}", HeldChanges.Patch($$"""{"op":"replace","path":"displayName","value":"{{name}}"}"""))).Status);

    private static async Task LiveAsync(Bridge bridge)
    {
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
    }
}
