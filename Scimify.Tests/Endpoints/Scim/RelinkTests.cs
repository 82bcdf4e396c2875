using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

public sealed class RelinkTests
{
    [Fact]
    public async Task Pointed_at_another_Looker_nothing_is_written_there_by_an_old_id_and_everything_is_made_or_found_again()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""");

        await using var other = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, CancellationToken.None);
        var (strangers, before) = other.Sandbox.With(w => (w.Users.Keys.ToHashSet(), Shown(w)));
        await bridge.App.Services.GetRequiredService<IntegrationService>().UpdateAsync(
            bridge.Owner, bridge.Integration.Id, new IntegrationChange { BaseUrl = other.Url.OriginalString, ClientSecret = "sandbox-secret" }, CancellationToken.None);
        await bridge.SettledAsync();

        other.Sandbox.With(w =>
        {
            var user = Assert.Single(w.Users.Values, u => !strangers.Contains(u.Id));
            Assert.Equal("grace@example.com", user.Email?.Address);
            Assert.Contains(w.Groups.Values.Single(g => g.Name == "Pioneers").Id, user.GroupIds);
            Assert.Equal(before, Shown(w).Where(u => strangers.Contains(u.Id)));
            return true;
        });
        Assert.Empty(other.Sandbox.Recorder.Violations);
    }

    [Fact]
    public async Task Pointed_at_another_Looker_a_name_under_which_only_the_old_one_can_still_make_a_group_is_forgotten()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""");
        await bridge.SettledAsync();
        await using var context = bridge.App.NewContext();
        await context.ScimGroups.ExecuteUpdateAsync(
            set => set.SetProperty(g => g.LookerGroupId, (string?)null).SetProperty(g => g.LinkState, LinkState.None)
                .SetProperty(g => g.SyncState, SyncState.Failed).SetProperty(g => g.LateName, "Founders").SetProperty(g => g.LookAgainAt, 1L),
            CancellationToken.None);
        await using var other = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, CancellationToken.None);
        other.Sandbox.With(world => SandboxEdits.AddGroup(world, new JsonObject { ["name"] = "Founders" }));

        await bridge.App.Services.GetRequiredService<IntegrationService>().UpdateAsync(
            bridge.Owner, bridge.Integration.Id, new IntegrationChange { BaseUrl = other.Url.OriginalString, ClientSecret = "sandbox-secret" }, CancellationToken.None);
        await bridge.SettledAsync();

        Assert.True(other.Sandbox.With(world => world.TryFindGroup("Founders", out _) && world.TryFindGroup("Pioneers", out _)));
        Assert.Null((await context.ScimGroups.AsNoTracking().SingleAsync(CancellationToken.None)).LateName);
    }

    private static List<(string Id, string? First, string? Last, bool Disabled)> Shown(SandboxWorld world) =>
        [.. world.Users.Values.Select(u => (u.Id, u.FirstName, u.LastName, u.IsDisabled)).OrderBy(u => u.Id, StringComparer.Ordinal)];
}
