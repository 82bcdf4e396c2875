using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Requests;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Groups get Looker roles, beside whoever else has them.</summary>
public sealed class RoleMappingTests
{
    private const string User = "4";
    private const string Viewer = "5";

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_role_is_given_and_taken_beside_what_people_gave_by_hand(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        bridge.Grant(User, "Analysts");
        var (team, crew) = (await bridge.NewGroupAsync("Team"), await bridge.NewGroupAsync("Crew"));

        var before = bridge.LastCall;
        await bridge.MapAsync(Mapped.Roles((team, [User, Viewer]), (crew, [User])));
        Assert.Equal(("Analysts Crew Team", "Team"), (bridge.GroupsWith(User), bridge.GroupsWith(Viewer)));
        Assert.Equal(6, bridge.CallsSince(before).Count(c => c.Contains("/roles/", StringComparison.Ordinal)));

        var preview = await bridge.Mappings().PreviewAsync(bridge.Owner, bridge.Integration, Mapped.Roles((team, [User])), CancellationToken.None);
        Assert.Equal((0, 2, 6), (preview.Users, preview.Groups, preview.LookerCalls));

        await bridge.MapAsync(Mapped.Roles((team, [User])));
        Assert.Equal(("Analysts Team", ""), (bridge.GroupsWith(User), bridge.GroupsWith(Viewer)));

        before = bridge.LastCall;
        await bridge.MapAsync(Mapped.Roles((team, [User])));
        Assert.DoesNotContain(bridge.CallsSince(before), c => c.Contains("/roles/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_group_that_is_deleted_while_its_roles_are_saved_is_told_of_and_nothing_is_saved(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var store = bridge.App.Services.GetRequiredService<IMappingStore>();
        var (team, crew) = (await bridge.NewGroupAsync("Team"), await bridge.NewGroupAsync("Crew"));
        var groups = await store.GroupsAsync(bridge.Integration.Key, [Guid.Parse(team), Guid.Parse(crew)], CancellationToken.None);
        var roles = groups.Select(g => new MappedRole(g.Value.Key, g.Key, g.Value.Name, User, "User")).ToList();
        await bridge.DeleteAsync($"/Groups/{team}");
        await bridge.SettledAsync();

        var audit = bridge.Owner.Audit(TimeProvider.System.GetUtcNow(), "mappings.update", new AuditSubject("integration", bridge.Integration.Id.ToString(), "Sandbox"), null);
        var error = await Assert.ThrowsAsync<ConflictException>(() =>
            store.SaveAsync(bridge.Integration.Key, new CheckedMappings(null, MappingSet.Empty, roles), _ => audit, CancellationToken.None));

        Assert.Contains("Team", error.Message, StringComparison.Ordinal);
        Assert.Equal("", bridge.GroupsWith(User));
        Assert.Empty((await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, CancellationToken.None)).Roles);
    }

    [Fact]
    public async Task What_a_group_had_by_hand_is_not_taken_with_the_mapping()
    {
        await using var bridge = await Bridge.StartAsync();
        var team = await bridge.NewGroupAsync("Team");
        bridge.Grant(User, "Team");
        await bridge.MapAsync(Mapped.Roles((team, [User])));
        await bridge.MapAsync(Mapped.Nothing);
        Assert.Equal("Team", bridge.GroupsWith(User));
    }

    [Fact]
    public async Task With_the_SCIM_group_go_its_roles_whether_Looker_keeps_the_group_or_not()
    {
        await using var bridge = await Bridge.StartAsync();
        var (ours, adopted) = (await bridge.NewGroupAsync("Team"), await bridge.NewGroupAsync("Analysts"));
        bridge.Grant(Viewer, "Analysts");
        await bridge.MapAsync(Mapped.Roles((ours, [User]), (adopted, [User])));
        Assert.Equal("Analysts Team", bridge.GroupsWith(User));

        Assert.Equal((204, "applied"), Told(await bridge.DeleteAsync($"/Groups/{adopted}")));
        Assert.Equal(("Team", "Analysts"), (bridge.GroupsWith(User), bridge.GroupsWith(Viewer)));

        Assert.Equal((204, "applied"), Told(await bridge.DeleteAsync($"/Groups/{ours}")));
        await bridge.SettledAsync();
        Assert.Equal("", bridge.GroupsWith(User));
        Assert.Empty((await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, CancellationToken.None)).Roles);

        // A new group of the same name is another group.
        await bridge.NewGroupAsync("Analysts");
        await bridge.SettledAsync();
        Assert.Equal("", bridge.GroupsWith(User));
    }

    [Fact]
    public async Task A_group_that_is_made_again_gets_its_roles_again()
    {
        await using var bridge = await Bridge.StartAsync();
        var team = await bridge.NewGroupAsync("Team");
        await bridge.MapAsync(Mapped.Roles((team, [User])));
        bridge.Looker.With(w => w.Delete(w.Groups.Values.Single(g => g.Name == "Team")));
        await bridge.PatchAsync($"/Groups/{team}", """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Crew"}]}
            """);
        await bridge.SettledAsync();
        Assert.Equal("Crew", bridge.GroupsWith(User));
    }

    [Fact]
    public async Task What_Looker_refuses_is_told_with_the_role_and_tried_again_when_saved_again()
    {
        await using var bridge = await Bridge.StartAsync();
        var team = await bridge.NewGroupAsync("Team");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Status: 422) { Operation = "set_role_groups" });
        await bridge.MapAsync(Mapped.Roles((team, [User])));
        var role = Assert.Single((await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, CancellationToken.None)).Roles);
        Assert.Equal(Core.Sync.SyncState.Failed, role.State);
        Assert.NotNull(role.Error);

        await bridge.MapAsync(Mapped.Roles((team, [User])));
        Assert.Equal("Team", bridge.GroupsWith(User));
    }

    [Fact]
    public async Task Somebody_who_changes_the_list_at_the_same_time_is_noticed()
    {
        await using var bridge = await Bridge.StartAsync(longestRetry: TimeSpan.FromMilliseconds(40));
        var team = await bridge.NewGroupAsync("Team");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Garbage) { Operation = "role_groups" });
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DropAfter) { Operation = "set_role_groups" });
        await bridge.MapAsync(Mapped.Roles((team, [User])));
        Assert.Equal("Team", bridge.GroupsWith(User));

        await bridge.SettledForGoodAsync();
        await bridge.MapAsync(Mapped.Nothing);
        Assert.Equal("", bridge.GroupsWith(User));
    }

    [Fact]
    public async Task Only_roles_that_Looker_has_and_that_make_no_administrators_can_be_given()
    {
        await using var bridge = await Bridge.StartAsync();
        var team = await bridge.NewGroupAsync("Team");
        var problems = await Assert.ThrowsAsync<ValidationFailedException>(() => bridge.MapAsync(Mapped.Roles(
            (team, ["2", "99"]), (team, [User]), (Guid.Empty.ToString(), [User]))));
        Assert.Equal(["groups.0.roles", "groups.1.group", "groups.2.group"], problems.Fields.Keys);
        Assert.Contains("makes Looker administrators", problems.Fields["groups.0.roles"][0], StringComparison.Ordinal);
    }

    private static (int, string?) Told(ScimReply reply) => (reply.Status, reply.Sync);
}
