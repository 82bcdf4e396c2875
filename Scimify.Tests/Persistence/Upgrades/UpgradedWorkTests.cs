using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Upgrades;

/// <summary>What waited, had failed or was held when 0.1.0 stopped is as it was after the upgrade, and what waited is finished then.</summary>
public sealed class UpgradedWorkTests
{
    /// <summary>Everything that the engine goes by.</summary>
    private static readonly string[] SyncColumns =
    [
        "desired_generation", "applied_generation", "due", "sync_state", "attempts", "not_before", "lease_owner", "lease_until", "sync_error", "request_id",
        "due_since", "look_again_at",
    ];

    private static readonly (string Table, string[] Columns)[] Rows =
    [
        ("scim_users", [.. SyncColumns, "active", "deleted_at", "looker_email", "looker_first_name", "looker_last_name", "looker_attributes", "looker_user_id",
            "link_state", "applied_state", "creation_mark", "released_looker_id", "protection"]),
        ("scim_groups", [.. SyncColumns, "display_name", "deleted_at", "looker_group_id", "link_state", "applied_name", "creation_attempted", "late_name", "released_looker_id"]),
        ("memberships", [.. SyncColumns, "desired", "applied"]),
        ("looker_roles", [.. SyncColumns, "granted", "attempted", "is_certain"]),
        ("held_changes", ["action", "user_key", "group_key", "reason", "was_active", "looker_id", "looker_name", "request_id"]),
    ];

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_the_engine_goes_by_comes_over_value_by_value(DatabaseProvider provider)
    {
        await using var old = await UpgradeFixture.Built.OpenAsync(provider);
        await using var upgraded = await UpgradeFixture.Built.OpenAsync(provider);
        await upgraded.Database.MigrateAsync(Ct);
        var (before, after) = (await DatabaseContent.ReadAsync(old.Database, Ct), await DatabaseContent.ReadAsync(upgraded.Database, Ct));

        foreach (var (table, columns) in Rows)
        {
            Assert.NotEmpty(before[table].Rows);
            Assert.Equal(before[table].Lines(columns), after[table].Lines(columns));
        }

        var users = after["scim_users"].Rows.ToDictionary(row => row["user_name"]!);
        Assert.Equal(Enum.GetValues<SyncState>().Select(state => $"{state:D}"), users.Values.Select(row => row["sync_state"]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(("2", "3"), (users["failed@example.com"]["sync_state"], users["bert.baker@example.com"]["sync_state"]));
        Assert.Equal(
            new SortedDictionary<string, (string?, string)>(StringComparer.Ordinal)
            {
                ["address@example.com"] = ("taken@example.com", "Looker refused: An email credential with this address already exists."),
                ["failed@example.com"] = ("Gracia\nHopper", "Looker refused: An error has occurred."),
            },
            new SortedDictionary<string, (string?, string)>(
                users.Where(u => u.Value["applied_state"]?.Contains("\"refused\"", StringComparison.Ordinal) == true).ToDictionary(
                    u => u.Key,
                    u => JsonNode.Parse(u.Value["applied_state"]!)!["refused"]!.AsObject().Single().Value is var refused
                        ? ((string?)refused!["value"], (string)refused["detail"]!)
                        : default),
                StringComparer.Ordinal));
        Assert.Equal(users["address@example.com"]["sync_error"], (string?)JsonNode.Parse(users["address@example.com"]["applied_state"]!)!["refused"]!["address"]!["detail"]);
        Assert.Equal(["1", "2"], new[] { "leaver@example.com", "moved@example.com" }.Select(name => users[name]["due"]));
        Assert.Equal(["1", "4", "4"], after["held_changes"].Rows.Select(row => row["action"]).Order(StringComparer.Ordinal));
        Assert.Equal(2, after["memberships"].Rows.Count(row => row["sync_state"] == "1"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_engine_finishes_what_waited_and_leaves_the_rest_as_it_was(DatabaseProvider provider)
    {
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, CancellationToken.None);
        await using var served = await ServedUpgrade.StartAsync(provider, looker.Url);
        using var api = new ApiClient(served.App.NewClient(apiKey: UpgradeFixture.Built.Secrets(provider).PersonalAccessToken));
        Guid sandbox;
        await using (var db = served.App.NewContext())
        {
            var integration = await db.Integrations.SingleAsync(i => i.Name == "Sandbox", Ct);
            sandbox = integration.Id;
            await FillAsync(db, integration.Key, looker.Sandbox);
        }

        Assert.Equal(200, (await api.PatchAsync($"/integrations/{sandbox}", """{"mode":"live"}""")).Status);
        await Eventually.ReadAsync(() => api.GetAsync($"/integrations/{sandbox}/status"), status => status.Results.GetProperty("pending").GetInt64() == 0);
        var (users, groups) = (new Dictionary<string, string>(FirstRelease.Users), new Dictionary<string, string>(FirstRelease.Groups));
        users["leaver@example.com"] = users["moved@example.com"] = users["pending@example.com"] = groups["Founders"] = "applied";
        Assert.Equal(users.OrderBy(u => u.Key, StringComparer.Ordinal), await UpgradeTests.StatesAsync(api, sandbox, "User"));
        Assert.Equal(groups.OrderBy(g => g.Key, StringComparer.Ordinal), await UpgradeTests.StatesAsync(api, sandbox, "Group"));
        Assert.Equal(
            [
                "address@example.com Grace", "applied@example.com Ada", "arrived@example.com Gracia", "failed@example.com Grace", "held@example.com Grace",
                "leaver@example.com Grace, disabled", "pending@example.com Grace",
            ],
            looker.Sandbox.With(w => w.Users.Values.Where(u => u.Number >= FirstLinked && u.LastName is "Hopper" or "Lovelace" && u.Email!.Address != FirstRelease.Deleted)
                .Select(u => $"{u.Email!.Address} {u.FirstName}{(u.IsDisabled ? ", disabled" : "")}").Order(StringComparer.Ordinal).ToList()));
        Assert.Equal(
            ["held@example.com", "pending@example.com"],
            looker.Sandbox.With(w => w.Groups.Values.Single(g => g.Name == "Founders").MemberIds.Select(id => w.Users[id].Email!.Address).Order(StringComparer.Ordinal).ToList()));
    }

    /// <summary>Accounts below were in Looker before.</summary>
    private const int FirstLinked = 10;

    /// <summary>Puts into Looker what the rows say that it has.</summary>
    private static async Task FillAsync(Core.Persistence.Schema.ScimifyContext db, int integrationKey, LookerSandbox looker)
    {
        var users = await db.ScimUsers.AsNoTracking().Where(u => u.IntegrationKey == integrationKey && u.LookerUserId != null).ToListAsync(Ct);
        var groups = await db.ScimGroups.AsNoTracking().Where(g => g.IntegrationKey == integrationKey && g.LookerGroupId != null).ToListAsync(Ct);
        var members = await db.Memberships.AsNoTracking().Where(m => m.IntegrationKey == integrationKey && m.Applied == AppliedMembership.Present).ToListAsync(Ct);
        looker.With(world =>
        {
            foreach (var user in users)
            {
                var known = LookerUserState.Parse(user.AppliedState);
                var account = new SandboxUser { Id = user.LookerUserId!, FirstName = known.FirstName, LastName = known.LastName, IsDisabled = known.IsDisabled == true };
                world.Save(account);
                world.SetEmail(account, new SandboxEmail { Address = known.Email!, CreatedAt = world.Now });
            }

            foreach (var group in groups)
            {
                world.Save(new SandboxGroup { Id = group.LookerGroupId!, Name = group.AppliedName! });
                world.Rename(world.Groups[group.LookerGroupId!], group.AppliedName!);
            }

            foreach (var member in members)
            {
                world.Join(world.Users[users.Single(u => u.Key == member.UserKey).LookerUserId!], world.Groups[groups.Single(g => g.Key == member.GroupKey).LookerGroupId!]);
            }
        });
    }
}
