using System.Globalization;
using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Sync;
using Scimify.Tests.Persistence;

namespace Scimify.Tests.WritePath;

/// <summary>One person, perhaps in one group, and what a write leaves of them, as a line of text.</summary>
internal sealed class WriteWorld(DirectoryWorld world) : IAsyncDisposable
{
    private const int LeastMembers = 20;

    public DirectoryWorld World => world;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<WriteWorld> CreateAsync() => new(await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite));

    /// <param name="setting">live, plan or paused; shut: live, and the deletion guard lets nobody go.</param>
    public ScimRequest Request(string setting = "live") => new()
    {
        Id = Guid.NewGuid(),
        Target = world.Target with
        {
            Mode = setting switch { "plan" => IntegrationMode.Plan, "paused" => IntegrationMode.Paused, _ => IntegrationMode.Live },
            Policies = setting == "shut" ? new() { DeletionGuard = new() { MaxCount = 0, MemberMaxPercent = 0 } } : new(),
        },
        Method = "PATCH",
        At = TimeProvider.System.GetUtcNow(),
        StartedAt = TimeProvider.System.GetTimestamp(),
        Clock = TimeProvider.System,
    };

    public static IReadOnlyList<PatchOperation> Patch(ScimResourceType type, string operation) => PatchRequest.Parse(
        DirectoryWorld.Json($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operation}}]}"""),
        type,
        Dialect.Tolerant,
        new ToleranceLog());

    /// <summary>Everything that waits has reached Looker.</summary>
    public Task ArriveAsync() => ExecuteAsync(
        "UPDATE scim_users SET looker_user_id = '7', link_state = 2, sync_state = 0, due = 0",
        "UPDATE scim_groups SET looker_group_id = '8', link_state = 2, sync_state = 0, due = 0",
        "UPDATE memberships SET applied = 1, sync_state = 0, due = 0");

    /// <summary>As many members have left the group within the window as may always leave it.</summary>
    public Task UseUpAllowanceAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return ExecuteAsync([.. Enumerable.Range(1000, LeastMembers).Select(user => string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO guarded_removals (integration_key, group_key, user_key, at) SELECT integration_key, key, {user}, {now} FROM scim_groups"))]);
    }

    public Task ExecuteAsync(params string[] statements) => world.Database.WriteAsync(
        session =>
        {
            foreach (var statement in statements)
            {
                session.Execute(statement);
            }
        },
        Ct);

    /// <summary>Whether the person is there, how far that has come in Looker, and the lane; "gone" without a row.</summary>
    public Task<string> UserAsync() => LineAsync(
        "SELECT CASE WHEN deleted_at IS NOT NULL THEN 2 WHEN active = 1 THEN 1 ELSE 0 END, sync_state, due FROM scim_users",
        v => $"{(v[0] == 2 ? "deleted" : v[0] == 1 ? "active" : "disabled")} {(SyncState)v[1]} {(DueKind)v[2]}",
        3);

    /// <summary>Whether the group is there, how far that has come in Looker, and the lane; "gone" without a row.</summary>
    public Task<string> GroupAsync() => LineAsync(
        "SELECT CASE WHEN deleted_at IS NULL THEN 1 ELSE 0 END, sync_state, due FROM scim_groups",
        v => $"{(v[0] == 1 ? "there" : "deleted")} {(SyncState)v[1]} {(DueKind)v[2]}",
        3);

    /// <summary>Whether the membership is wanted, what Looker has, how far it has come, and the lane; "gone" without a row.</summary>
    public Task<string> MembershipAsync() => LineAsync(
        "SELECT desired, applied, sync_state, due FROM memberships",
        v => $"{(v[0] == 1 ? "wanted" : "unwanted")} {(AppliedMembership)v[1]} {(SyncState)v[2]} {(DueKind)v[3]}",
        4);

    /// <summary>The newest row of the provisioning log.</summary>
    public Task<string> LogAsync() => LineAsync(
        "SELECT action, status, sync FROM provisioning_log ORDER BY key DESC LIMIT 1", v => $"{(ProvisioningAction)v[0]} {v[1]} {(SyncState)v[2]}", 3);

    /// <summary>The request's row of the provisioning log.</summary>
    public Task<string> LogAsync(Guid request) => LineAsync(
        $"SELECT action, status, sync FROM provisioning_log WHERE request_id = '{request:D}'", v => $"{(ProvisioningAction)v[0]} {v[1]} {(SyncState)v[2]}", 3);

    /// <summary>What waits for a person; "gone" when nothing does.</summary>
    public Task<string> HeldAsync() => LineAsync("SELECT action FROM held_changes", v => $"{(HeldAction)v[0]}", 1);

    public Task<long> GenerationAsync(string table = "scim_users") => world.Database.ReadAsync(
        session => session.Count($"SELECT coalesce(max(desired_generation), 0) FROM {table}"), Ct).AsTask();

    public static string Text(SyncReceipt receipt) => $"{receipt.State} awaits {receipt.Awaited.Count}";

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private async Task<string> LineAsync(string sql, Func<long[], string> text, int columns)
    {
        var rows = await world.Database.ReadAsync(
            session => session.All(sql, reader => text([.. Enumerable.Range(0, columns).Select(reader.GetInt64)])), Ct);
        return rows.Count == 0 ? "gone" : string.Join(", ", rows);
    }
}
