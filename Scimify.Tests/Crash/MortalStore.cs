using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;

namespace Scimify.Tests.Crash;

/// <summary>When an attempt dies.</summary>
internal enum Death
{
    /// <summary>Before something that was learned on the way is recorded.</summary>
    BeforeNote,

    /// <summary>After that, but before the next call.</summary>
    AfterNote,

    /// <summary>All calls were made, and none of them is recorded.</summary>
    BeforeCompletion,

    /// <summary>The rows were claimed, and nobody hears of it. Only the database can do that.</summary>
    AfterClaim,

    /// <summary>All calls are recorded, and nobody hears of it. Only the database can do that.</summary>
    AfterCompletion,
}

/// <summary>
/// A store whose attempts die at work, as they do with their process. Their calls are made, their outcome is never recorded, and
/// a little later, as after a start, the row is free for the next attempt.
/// </summary>
internal sealed class MortalStore(ScimifyDatabase database, LookerCallCounter calls, TimeProvider clock) : ISyncStore
{
    private readonly SyncStore _inner = new(database, clock, calls);
    private int _deaths;

    /// <summary>Decides whether an attempt dies now; null if none does.</summary>
    public Func<SyncClaim, Death, bool>? Dies { get; set; }

    public int Deaths => _deaths;

    /// <summary>The process lives on: it is the database that is away.</summary>
    public bool IsOutage { get; init; }

    /// <summary>How many times the settings of an integration cannot be read.</summary>
    public int SettingsFail { get; set; }

    /// <summary>Wakes the integration's engine when a row is free again.</summary>
    public Action<int>? Wake { get; set; }

    public Task<IReadOnlyList<Integration>> IntegrationsAsync(CancellationToken ct) => _inner.IntegrationsAsync(ct);

    public Task<Integration?> IntegrationAsync(int integrationKey, CancellationToken ct) =>
        SettingsFail-- > 0 ? throw new DatabaseUnavailableException("The database is away.") : _inner.IntegrationAsync(integrationKey, ct);

    public async Task<ClaimResult> ClaimAsync(int integrationKey, int most, int mostWithBackground, string node, DateTimeOffset until, CancellationToken ct)
    {
        var result = await _inner.ClaimAsync(integrationKey, most, mostWithBackground, node, until, ct);
        if (IsOutage && result.Claims is [var claim, ..])
        {
            MayDie(claim, Death.AfterClaim);
        }

        return result;
    }

    public void FollowWrites(Func<int, bool, ClaimOffer?> offers) =>
        _inner.FollowWrites((key, mayBeNew) => offers(key, mayBeNew) is { } offer ? offer with { Accept = result => Take(offer, result) } : null);

    public Task<bool> JournalUserAsync(SyncClaim.User claim, Action<ScimUserRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        NoteAsync(claim, () => _inner.JournalUserAsync(claim, facts, effects, ct));

    public Task<bool> JournalGroupAsync(SyncClaim.Group claim, Action<ScimGroupRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        NoteAsync(claim, () => _inner.JournalGroupAsync(claim, facts, effects, ct));

    public Task<bool> JournalRoleAsync(SyncClaim.Role claim, Action<LookerRoleRow> facts, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        NoteAsync(claim, () => _inner.JournalRoleAsync(claim, facts, effects, ct));

    public async Task<Completion> CompleteAsync(
        SyncClaim claim, SyncFacts facts, SyncOutcome outcome, DateTimeOffset retryAt, IReadOnlyList<LookerEffect> effects, CancellationToken ct)
    {
        MayDie(claim, Death.BeforeCompletion);
        var completion = await _inner.CompleteAsync(claim, facts, outcome, retryAt, effects, ct);
        if (IsOutage)
        {
            MayDie(claim, Death.AfterCompletion);
        }

        return completion;
    }

    /// <summary>The inner store has heard of its own completions.</summary>
    public Task<bool> HoldsAsync(SyncClaim claim, IReadOnlyList<LookerEffect> effects, CancellationToken ct) => _inner.HoldsAsync(claim, [], ct);

    public Task<IReadOnlyList<SyncClaim>> KeptFromRemovalAsync(IReadOnlyList<SyncClaim> claims, CancellationToken ct) => _inner.KeptFromRemovalAsync(claims, ct);

    public Task<AccountOwner?> OwnerOfLookerUserAsync(int integrationKey, string lookerUserId, long exceptUserKey, CancellationToken ct) =>
        _inner.OwnerOfLookerUserAsync(integrationKey, lookerUserId, exceptUserKey, ct);

    public Task<bool> GiveAddressUpAsync(int integrationKey, string lookerUserId, string email, CancellationToken ct) =>
        _inner.GiveAddressUpAsync(integrationKey, lookerUserId, email, ct);

    public Task<bool> IsLookerGroupOwnedAsync(int integrationKey, string lookerGroupId, long exceptGroupKey, CancellationToken ct) =>
        _inner.IsLookerGroupOwnedAsync(integrationKey, lookerGroupId, exceptGroupKey, ct);

    public Task<OwnerMove> MoveOfOwnerAsync(RowKind kind, int integrationKey, string lookerId, string value, long exceptKey, CancellationToken ct) =>
        _inner.MoveOfOwnerAsync(kind, integrationKey, lookerId, value, exceptKey, ct);

    public Task<bool> IsAwaitedByAsync(RowKind kind, int integrationKey, string lookerId, string value, long exceptKey, CancellationToken ct) =>
        _inner.IsAwaitedByAsync(kind, integrationKey, lookerId, value, exceptKey, ct);

    public Task OrphanUserAsync(int integrationKey, long userKey, string lookerUserId, CancellationToken ct) =>
        _inner.OrphanUserAsync(integrationKey, userKey, lookerUserId, ct);

    public Task OrphanGroupAsync(int integrationKey, long groupKey, string lookerGroupId, CancellationToken ct) =>
        _inner.OrphanGroupAsync(integrationKey, groupKey, lookerGroupId, ct);

    public Task SetHealthAsync(int integrationKey, IntegrationHealth health, string? detail, CancellationToken ct) =>
        _inner.SetHealthAsync(integrationKey, health, detail, ct);

    public Task EndForeignLeasesAsync(CancellationToken ct) => _inner.EndForeignLeasesAsync(ct);

    public Task EndIdleLeasesAsync(int integrationKey, string node, IReadOnlyCollection<string> inUse, IReadOnlyList<LookerEffect> effects, CancellationToken ct) =>
        _inner.EndIdleLeasesAsync(integrationKey, node, inUse, effects, ct);

    public Task NameWaitingAsync(int integrationKey, IntegrationMode mode, CancellationToken ct) => _inner.NameWaitingAsync(integrationKey, mode, ct);

    public Task HastenAsync(int integrationKey, CancellationToken ct) => _inner.HastenAsync(integrationKey, ct);

    public Task AddCallsAsync(IReadOnlyList<LookerCallCount> calls, CancellationToken ct) => _inner.AddCallsAsync(calls, ct);

    private async Task<bool> NoteAsync(SyncClaim claim, Func<Task<bool>> note)
    {
        MayDie(claim, Death.BeforeNote);
        var isNoted = await note();
        MayDie(claim, Death.AfterNote);
        return isNoted;
    }

    private void Take(ClaimOffer offer, ClaimResult result)
    {
        try
        {
            if (IsOutage && result.Claims is [var claim, ..])
            {
                MayDie(claim, Death.AfterClaim);
            }
        }
        catch (DatabaseUnavailableException e)
        {
            offer.Withdraw(e);
            return;
        }

        offer.Accept(result);
    }

    private void MayDie(SyncClaim claim, Death moment)
    {
        if (Dies?.Invoke(claim, moment) == true)
        {
            Interlocked.Increment(ref _deaths);
            if (IsOutage)
            {
                throw new DatabaseUnavailableException("The database is away.", isInDoubt: moment is Death.AfterClaim or Death.AfterNote or Death.AfterCompletion);
            }

            _ = FreeAsync(claim);
            throw new InvalidOperationException("The process has died here.");
        }
    }

    private async Task FreeAsync(SyncClaim claim)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(300)), TimeProvider.System);
        await database.WriteAsync(
            claim.Columns.IntegrationKey,
            session =>
            {
                foreach (var table in SyncTables.All)
                {
                    session.Execute($"UPDATE {table} SET lease_until = 0 WHERE lease_owner = @p0", claim.Lease.Name);
                }
            },
            CancellationToken.None);
        Wake?.Invoke(claim.Columns.IntegrationKey);
    }
}
