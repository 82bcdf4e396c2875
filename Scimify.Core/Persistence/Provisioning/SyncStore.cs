using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>The rows as a queue: conditional claims with leases, and completions that count only for the claimed generation.</summary>
/// <param name="calls">Hears which calls are counted in the database; null if nobody counts them elsewhere.</param>
internal sealed class SyncStore(ScimifyDatabase database, TimeProvider clock, LookerCallCounter? calls = null) : ISyncStore
{
    public async Task<IReadOnlyList<Integration>> IntegrationsAsync(CancellationToken ct)
    {
        await using var context = database.CreateDbContext();
        return await context.Integrations.Where(i => i.DeletedAt == null).OrderBy(i => i.Key).ToListAsync(ct);
    }

    public async Task<Integration?> IntegrationAsync(int integrationKey, CancellationToken ct)
    {
        await using var context = database.CreateDbContext();
        return await context.Integrations.SingleOrDefaultAsync(i => i.Key == integrationKey && i.DeletedAt == null, ct);
    }

    public async Task<ClaimResult> ClaimAsync(int integrationKey, int most, int mostWithBackground, string node, DateTimeOffset until, CancellationToken ct)
    {
        var due = await database.ReadAsync(session => DueWork.Of(session, integrationKey, clock.GetUtcNow()), ct);
        return due.Lists.Count == 0
            ? new([], due.NextAt)
            : await database.WriteAsync(integrationKey, session => new ClaimSteps(session, integrationKey, node, clock.GetUtcNow(), until, due).Take(most, mostWithBackground), ct);
    }

    public void FollowWrites(Func<int, bool, ClaimOffer?> offers) =>
        database.Follower = (key, leaves) => offers(key, leaves == Claimable.Rows) is { } offer ? new FollowingClaim(offer, clock) : null;

    public Task<bool> JournalUserAsync(SyncClaim.User claim, Action<ScimUserRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        WriteAsync(
            claim.Columns.IntegrationKey,
            effects,
            session =>
            {
                var writer = new DirectoryWriter(session);
                if (writer.LockUserRow(claim.Value.Key) is not { } row || row.LeaseOwner != claim.Lease.Name)
                {
                    return false;
                }

                var (before, stored) = (row.LookerUserId, row.AppliedState);
                facts(row);
                UserParts.KeepForgotten(row, claim.Value.AppliedState, stored);
                writer.UpdateUser(row, null, null);
                if (before is not null && row.LookerUserId != before)
                {
                    MembershipStatements.ForgetUser(session, row.Key, clock.GetUtcNow());
                }

                return true;
            },
            ct);

    public Task<bool> JournalGroupAsync(SyncClaim.Group claim, Action<ScimGroupRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        WriteAsync(
            claim.Columns.IntegrationKey,
            effects,
            session =>
            {
                var writer = new DirectoryWriter(session);
                if (writer.LockGroupRow(claim.Value.Key) is not { } row || row.LeaseOwner != claim.Lease.Name)
                {
                    return false;
                }

                var before = row.LookerGroupId;
                facts(row);
                writer.UpdateGroup(row, null);
                GroupLinkSteps.Follow(session, row, before, clock.GetUtcNow());
                return true;
            },
            ct);

    public Task<bool> JournalRoleAsync(SyncClaim.Role claim, Action<LookerRoleRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        WriteAsync(
            claim.Columns.IntegrationKey,
            effects,
            session =>
            {
                if (RoleSteps.Lock(session, claim.Value.Key) is not { } row || row.LeaseOwner != claim.Lease.Name)
                {
                    return false;
                }

                facts(row);
                RoleSteps.Update(session, row);
                return true;
            },
            ct);

    public Task<Completion> CompleteAsync(
        SyncClaim claim, SyncFacts facts, SyncOutcome outcome, DateTimeOffset retryAt, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        WriteAsync(
            claim.Columns.IntegrationKey,
            effects,
            session =>
            {
                var completion = new CompletionSteps(session, clock.GetUtcNow(), outcome, retryAt).Complete(claim, facts);
                if (completion == Completion.LeaseLost)
                {
                    return completion;
                }

                // For background work nobody waits.
                if (outcome is SyncOutcome.HandedBack)
                {
                    session.Announce(new ServerNews.WorkFreed());
                }
                else if (claim.Columns.Due != DueKind.Background)
                {
                    session.Announce(ServerNews.RowFinished.Of(claim, outcome, facts.IsGone));
                }

                return completion;
            },
            ct,
            Claimable.Place);

    public async Task<bool> HoldsAsync(SyncClaim claim, IReadOnlyList<LookerEffect> effects, CancellationToken ct)
    {
        var isHeld = await database.ReadAsync(session => IsHeld(session, claim, ""), ct);
        if (!isHeld)
        {
            calls?.Written(effects);
        }

        return isHeld;
    }

    public async Task<IReadOnlyList<SyncClaim>> KeptFromRemovalAsync(IReadOnlyList<SyncClaim> claims, CancellationToken ct) => await database.ReadAsync(
        session => (IReadOnlyList<SyncClaim>)[.. claims.Where(claim => IsHeld(session, claim, $" AND due = {DueKind.Removal:D}"))], ct);

    public async Task<AccountOwner?> OwnerOfLookerUserAsync(int integrationKey, string lookerUserId, long exceptUserKey, CancellationToken ct) =>
        await database.ReadAsync(
            integrationKey,
            session => session.First(
                $"SELECT {UserColumnMap.Select} FROM scim_users u WHERE u.integration_key = @p0 AND u.looker_user_id = @p1 AND u.key <> @p2",
                UserColumnMap.Read,
                integrationKey,
                lookerUserId,
                exceptUserKey),
            ct) is { } row
            ? AccountOwner.Of(row)
            : null;

    public Task<bool> GiveAddressUpAsync(int integrationKey, string lookerUserId, string email, CancellationToken ct) =>
        database.WriteAsync(
            integrationKey,
            session =>
            {
                var writer = new DirectoryWriter(session);
                if (writer.LockUserOfLooker(integrationKey, lookerUserId) is not { } row || !UserColumns.GiveAddressUp(row, email))
                {
                    return false;
                }

                row.Want(row.Due == DueKind.Removal ? DueKind.Removal : DueKind.Change, row.RequestId, clock.GetUtcNow());
                writer.UpdateUser(row, null, null);
                return true;
            },
            ct);

    public async Task<bool> IsLookerGroupOwnedAsync(int integrationKey, string lookerGroupId, long exceptGroupKey, CancellationToken ct) =>
        await database.ReadAsync(
            integrationKey,
            session => session.Scalar(
                "SELECT 1 FROM scim_groups WHERE integration_key = @p0 AND looker_group_id = @p1 AND key <> @p2", integrationKey, lookerGroupId, exceptGroupKey),
            ct) is not null;

    public async Task<OwnerMove> MoveOfOwnerAsync(RowKind kind, int integrationKey, string lookerId, string value, long exceptKey, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => ContestedValues.MoveOf(session, kind, integrationKey, lookerId, value, exceptKey), ct);

    public async Task<bool> IsAwaitedByAsync(RowKind kind, int integrationKey, string lookerId, string value, long exceptKey, CancellationToken ct) =>
        await database.ReadAsync(integrationKey, session => ContestedValues.IsAwaitedBy(session, kind, integrationKey, lookerId, value, exceptKey), ct);

    public Task OrphanUserAsync(int integrationKey, long userKey, string lookerUserId, CancellationToken ct) =>
        database.WriteAsync(integrationKey, session => OrphanSteps.User(session, userKey, lookerUserId, clock.GetUtcNow()), ct);

    public Task OrphanGroupAsync(int integrationKey, long groupKey, string lookerGroupId, CancellationToken ct) =>
        database.WriteAsync(integrationKey, session => OrphanSteps.Group(session, groupKey, lookerGroupId, clock.GetUtcNow()), ct);

    public Task SetHealthAsync(int integrationKey, IntegrationHealth health, string? detail, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.ConcernIntegration(integrationKey);
            session.Execute(
                """
                UPDATE integrations SET health_since = CASE WHEN health = @p1 THEN health_since ELSE @p3 END, health = @p1, health_detail = @p2
                WHERE key = @p0
                """,
                integrationKey,
                (int)health,
                detail,
                clock.GetUtcNow().ToUnixTimeMilliseconds());
        },
        ct);

    public Task EndForeignLeasesAsync(CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var table in SyncTables.All)
            {
                session.Execute($"UPDATE {table} SET {TransitionRule.LeaseRanOut.Set()} WHERE sync_state > 0 AND lease_until > 0");
                session.Execute($"UPDATE {table} SET {TransitionRule.LeaseRanOut.Set()} WHERE due > 0 AND lease_until > 0");
            }
        },
        ct);

    public Task EndIdleLeasesAsync(int integrationKey, string node, IReadOnlyCollection<string> inUse, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        WriteAsync(
            integrationKey,
            effects,
            session =>
            {
                var busy = JsonSerializer.Serialize(inUse);
                foreach (var table in SyncTables.All)
                {
                    foreach (var waiting in (string[])["sync_state > 0", "due > 0"])
                    {
                        session.Execute(
                            $"""
                            UPDATE {table} SET {TransitionRule.LeaseRanOut.Set()}
                            WHERE integration_key = @p0 AND {waiting} AND lease_until > 0 AND substr(lease_owner, 1, {node.Length}) = @p1
                                AND lease_owner NOT IN ({string.Format(CultureInfo.InvariantCulture, session.Dialect.JsonTexts, "@p2")})
                            """,
                            integrationKey,
                            node,
                            busy);
                    }
                }

                return true;
            },
            ct);

    public Task NameWaitingAsync(int integrationKey, IntegrationMode mode, CancellationToken ct) => database.WriteAsync(
        integrationKey,
        session =>
        {
            var (from, to) = mode == IntegrationMode.Plan ? (SyncState.Pending, SyncState.Planned) : (SyncState.Planned, SyncState.Pending);
            foreach (var table in SyncTables.All)
            {
                session.Execute(
                    $"UPDATE {table} SET {TransitionRule.ModeChanged.Set((SyncParameter.State, "@p1"))} WHERE integration_key = @p0 AND sync_state > 0 AND sync_state = @p2",
                    integrationKey,
                    (int)to,
                    (int)from);
            }
        },
        ct);

    public Task HastenAsync(int integrationKey, CancellationToken ct) => database.WriteAsync(
        integrationKey,
        session =>
        {
            foreach (var table in SyncTables.All)
            {
                session.Execute(
                    $"""
                    UPDATE {table} SET {TransitionRule.Hastened.Set()}
                    WHERE integration_key = @p0 AND due > 0 AND not_before > @p1 AND sync_state IN ({SyncState.Pending:D}, {SyncState.Held:D})
                    """,
                    integrationKey,
                    clock.GetUtcNow().ToUnixTimeMilliseconds());
            }
        },
        ct);

    public Task AddCallsAsync(IReadOnlyList<LookerCallCount> counts, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var count in counts)
            {
                session.CountCalls(count.IntegrationKey, count.Month, count.Calls);
            }
        },
        ct);

    /// <summary>Records the calls beside the work.</summary>
    private static bool IsHeld(DbSession session, SyncClaim claim, string and) => (claim.Row.Kind == RowKind.Membership
        ? session.Scalar($"SELECT 1 FROM memberships WHERE group_key = @p0 AND user_key = @p1 AND lease_owner = @p2{and}", claim.Row.Key, claim.Row.UserKey, claim.Lease.Name)
        : session.Scalar($"SELECT 1 FROM {SyncTables.Of(claim.Row.Kind)} WHERE key = @p0 AND lease_owner = @p1{and}", claim.Row.Key, claim.Lease.Name)) is not null;

    private async Task<T> WriteAsync<T>(
        int integrationKey, IReadOnlyList<LookerEffect> effects, Func<WriteSession, T> work, CancellationToken ct, Claimable leaves = Claimable.Nothing)
    {
        var result = await database.WriteAsync(
            integrationKey,
            leaves,
            session =>
            {
                LookerEffectStatements.Append(session, effects);
                return work(session);
            },
            ct);
        calls?.Written(effects);
        return result;
    }
}

/// <summary>The tables that the engine works on.</summary>
internal static class SyncTables
{
    public static readonly string[] All = ["scim_users", "scim_groups", "memberships", "looker_roles"];

    public static string Of(RowKind kind) => kind switch
    {
        RowKind.User => All[0],
        RowKind.Group => All[1],
        RowKind.Membership => All[2],
        RowKind.Role => All[3],
        _ => throw new UnreachableException(),
    };
}
