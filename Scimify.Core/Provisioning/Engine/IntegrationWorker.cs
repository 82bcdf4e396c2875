using Microsoft.Extensions.Logging;
using Scimify.Core.Directory;
using Scimify.Core.Errors;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Requests;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Works on what is due for one integration, with as many rows at a time as its Looker allows.</summary>
internal sealed class IntegrationWorker(
    int integrationKey,
    ServerRun run,
    ISyncStore store,
    LookerConnector connector,
    LookerCallCounter calls,
    EngineSettings settings,
    SyncWaiters waiters,
    TimeProvider clock,
    ILogger logger)
{
    private static readonly TimeSpan WithoutStanding = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    private readonly WakeSignal _wake = new();
    private readonly RowsAtWork _rows = new();
    private readonly OutagePause _pause = new(settings, clock);
    private readonly RetryPauses _retries = new(settings, clock);
    private readonly HangingAttempts _attempts = new(clock);
    private readonly IdleLeases _idle = new();
    private readonly OutcomeKeeper _outcomes = new(integrationKey, store, clock, logger);
    private IntegrationHealth? _health;
    private Integration? _integration;
    private ProtectedAccounts? _protected;
    private AccountSearch? _accounts;
    private volatile Bench? _bench;
    private long _settingsReadAt;
    private long _probedAt;
    private volatile bool _settingsChanged = true;

    /// <summary>The last look left something due, or did not look: there were no places, or Looker was away.</summary>
    private volatile bool _mayBeMore = true;

    /// <summary>In milliseconds of Unix time; the largest number while it is awake.</summary>
    private long _sleepsUntil = long.MaxValue;

    /// <summary>Call it when something has become due.</summary>
    public void Nudge() => _wake.Set();

    /// <summary>Call it when mode, policies or credential have changed.</summary>
    public void SettingsChanged()
    {
        _settingsChanged = true;
        _pause.End();
        _wake.Set();
    }

    /// <summary>Whether Looker is known to be away, so that waiting for it is of no use.</summary>
    public bool IsPaused => _pause.Left > TimeSpan.Zero;

    /// <summary>Ends when the integration is deleted or the process stops.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        while (!stopping.IsCancellationRequested)
        {
            DateTimeOffset? next = null;
            try
            {
                if (!await ReadSettingsAsync(stopping))
                {
                    break;
                }

                await MakeWayForRemovalsAsync(stopping);
                await EndIdleLeasesAsync(stopping);
                next = await StartDueAsync(stopping, abort);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                _idle.MayBe(e);
                SyncLog.WorkerFailed(logger, integrationKey, e);
                next = clock.GetUtcNow() + TimeSpan.FromSeconds(1);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }

            await SleepAsync(next, stopping);
        }

        await _rows.CloseAsync();
        await _rows.WhenAllAsync();
    }

    /// <summary>The free places, for a batch of the writer; null if there are none, nothing waits for them, or the worker itself has to look first.</summary>
    /// <param name="mayBeNew">The batch may have made rows due.</param>
    public ClaimOffer? Offer(bool mayBeNew)
    {
        if (!(mayBeNew || _mayBeMore) || _settingsChanged || _bench is not { } bench || !run.HasStanding || _pause.IsProbing)
        {
            return null;
        }

        var (most, mostWithBackground) = FreePlaces(bench.Integration);
        if (most <= 0 || !_rows.TryOffer())
        {
            return null;
        }

        var permit = PermitFromNow();
        return new(integrationKey, most, mostWithBackground, run.Id, clock.GetUtcNow() + settings.Lease)
        {
            Accept = result =>
            {
                Start(result.Claims, bench, permit);
                _mayBeMore |= result.Claims.Count >= mostWithBackground;
                _rows.EndOffer();
                if (result.NextAt?.ToUnixTimeMilliseconds() < Volatile.Read(ref _sleepsUntil))
                {
                    Nudge();
                }
            },
            Withdraw = e =>
            {
                _idle.MayBe(e);
                _rows.EndOffer();
                Nudge();
            },
        };
    }

    /// <summary>Whether nothing has to be looked for, because these rows are worked on.</summary>
    public bool IsAtWorkOn(IReadOnlyList<(RowId Row, long Generation)> rows) => _rows.Has(rows);

    /// <summary>Writes get no places meanwhile, or a lease that one has just got would count as idle.</summary>
    private async Task EndIdleLeasesAsync(CancellationToken stopping)
    {
        if (!_idle.MayHaveAny)
        {
            return;
        }

        await _rows.CloseAsync();
        try
        {
            await _idle.EndAsync(ended => store.EndIdleLeasesAsync(integrationKey, run.Id, ended.InUse, ended.Effects, stopping));
        }
        finally
        {
            _rows.Open();
        }
    }

    /// <summary>Another node may have changed them. If they cannot be read now, they are read before anything else is done.</summary>
    /// <returns>False if the integration was deleted.</returns>
    private async Task<bool> ReadSettingsAsync(CancellationToken stopping)
    {
        var told = _settingsChanged;
        if (!told && clock.GetElapsedTime(_settingsReadAt) < settings.Poll)
        {
            return true;
        }

        _settingsChanged = false;
        _bench = null;
        _settingsReadAt = clock.GetTimestamp();
        try
        {
            var before = _integration?.Mode;
            _integration = await store.IntegrationAsync(integrationKey, stopping);

            // In plan mode every time, because a second look or a repair makes rows pending too.
            if (_integration is not null && (told || before != _integration.Mode || before == IntegrationMode.Plan))
            {
                await store.NameWaitingAsync(integrationKey, _integration.Mode, stopping);
            }
        }
        catch
        {
            _settingsChanged = true;
            throw;
        }

        return _integration is not null;
    }

    /// <summary>Whoever asked for the removal may be on another server, so the rows themselves are asked.</summary>
    private async Task MakeWayForRemovalsAsync(CancellationToken stopping)
    {
        if (_attempts.Late is { Count: > 0 } late)
        {
            _attempts.CutOff(await store.KeptFromRemovalAsync(late, stopping));
        }
    }

    private async Task<DateTimeOffset?> StartDueAsync(CancellationToken stopping, CancellationToken abort)
    {
        _mayBeMore = true;
        if (_integration is not { Mode: IntegrationMode.Live } integration)
        {
            return null;
        }

        if (!run.HasStanding)
        {
            return clock.GetUtcNow() + WithoutStanding;
        }

        if (IsPaused)
        {
            return clock.GetUtcNow() + _pause.Left;
        }

        var (most, mostWithBackground) = FreePlaces(integration);
        if (_pause.IsProbing)
        {
            // One row tries, and the others follow when it succeeds. If its call hangs, the next row tries after the longest pause
            // of an outage, because Looker may be back before the call has timed out.
            var rest = settings.LongestOutagePause - clock.GetElapsedTime(_probedAt);
            if (_rows.Places > 0 && rest > TimeSpan.Zero)
            {
                return clock.GetUtcNow() + rest;
            }

            most = mostWithBackground = Math.Min(1, mostWithBackground);
            _probedAt = most > 0 ? clock.GetTimestamp() : _probedAt;
        }

        if (most <= 0)
        {
            return null;
        }

        var looker = connector.Connect(integration);
        if (_protected?.IsOf(looker) != true)
        {
            (_protected, _accounts) = (new(looker, clock), new());
        }

        var bench = _bench = new(integration, looker, _protected, _accounts!, abort);
        var permit = PermitFromNow();
        var result = await store.ClaimAsync(integrationKey, most, mostWithBackground, run.Id, clock.GetUtcNow() + settings.Lease, stopping);
        _mayBeMore = result.Claims.Count >= mostWithBackground;
        Start(result.Claims, bench, permit);
        return _pause.IsProbing && result.Claims.Count > 0 ? clock.GetUtcNow() + settings.LongestOutagePause : result.NextAt;
    }

    /// <summary>
    /// As many rows again as Looker has places for wait at its gate, so that no place stays empty while a row is written down and the
    /// next one is taken. Rows that nobody waits for do not, so that a write which comes meanwhile goes before them.
    /// </summary>
    private (int Most, int MostWithBackground) FreePlaces(Integration integration)
    {
        var (places, taken) = (connector.CallsInFlight(integration), _rows.Places);
        return ((places * 2) - taken, places - taken);
    }

    private ILookerPermit PermitFromNow() => run.PermitFromNow(() => _integration is { Mode: IntegrationMode.Live });

    private void Start(IReadOnlyList<SyncClaim> claims, Bench bench, ILookerPermit permit)
    {
        foreach (var claim in claims)
        {
            _idle.Begin(claim.Lease);
            _rows.Start(claim, () => WorkAsync(claim, bench.Looker.Under(permit), bench.Integration, bench.Protected, bench.Accounts, bench.Abort));
        }
    }

    /// <summary>Brings one row to Looker, and records and tells what came of it.</summary>
    internal async Task WorkAsync(SyncClaim claim, LookerClient looker, Integration integration, ProtectedAccounts protection, AccountSearch accounts, CancellationToken abort)
    {
        var effects = new EffectRecorder(claim, calls);
        var end = _attempts.Begin(claim, _pause.IsProbing, abort);
        var leavesWork = true;
        try
        {
            var client = claim.Columns.Due switch { DueKind.Removal => looker.Urgent, DueKind.Background => looker.InBackground, _ => looker };
            var attempt = new SyncAttempt(client.Repeated.ObservedBy(effects), store, integration, protection, accounts, effects);
            var (outcome, learnt) = await RowReconciliation.RunAsync(attempt, claim, end.Token);
            var facts = InDoubt(claim, learnt, effects);
            var retryAt = clock.GetUtcNow() + _retries.After(claim, outcome, _pause);
            _rows.Leave(claim);
            var completion = await _outcomes.CompleteAsync(claim, facts, outcome, retryAt, effects.Take(), abort);
            if (completion == Completion.LeaseLost)
            {
                throw new LeaseLostException();
            }

            if (outcome is SyncOutcome.HandedBack)
            {
                return;
            }

            waiters.Tell(claim.Row, claim.Columns.DesiredGeneration, outcome);
            if (facts.IsGone)
            {
                waiters.TellGone(claim.Row);
            }

            leavesWork = await NoteHealthAsync(claim, outcome, effects.HasAnswer, abort) || completion == Completion.LeavesWork;
        }
        catch (DuplicateException e)
        {
            var refusal = new SyncOutcome.Refused(new Refusal(409, "uniqueness", ErrorCodes.LookerAccountLinked, $"{e.Message} It was linked a moment before."));
            var facts = InDoubt(claim, SyncFacts.None, effects);
            _rows.Leave(claim);
            if (await _outcomes.CompleteAsync(claim, facts, refusal, clock.GetUtcNow() + _retries.After(claim, refusal, _pause), effects.Take(), abort) != Completion.LeaseLost)
            {
                waiters.Tell(claim.Row, claim.Columns.DesiredGeneration, refusal);
            }
        }
        catch (LeaseLostException)
        {
            calls.GiveBack(effects.Take());
            SyncLog.LeaseLost(logger, integrationKey, claim.Row.Kind, claim.Row.Key);
        }
        catch (DatabaseUnavailableException e)
        {
            _idle.Leave(effects.Take());
            SyncLog.AttemptCutOff(logger, integrationKey, claim.Row.Kind, claim.Row.Key, e.Message);
        }
        catch (Exception e)
        {
            calls.GiveBack(effects.Take());
            SyncLog.AttemptFailed(logger, integrationKey, claim.Row.Kind, claim.Row.Key, e);
            _ = EndLeaseLaterAsync(abort);
        }
        finally
        {
            _attempts.End(end);
            _idle.End(claim.Lease);
            _rows.End(claim);
            if (leavesWork || _mayBeMore)
            {
                Nudge();
            }
        }
    }

    /// <summary>
    /// After a fault of our own, nobody knows what the attempt left behind. Its lease ends without being handed back, so that whoever
    /// claims the row next takes nothing for certain that it holds about Looker. That happens after a pause, because the next attempt
    /// may fail in the same way, and does not take the whole lease, because the row may be a leaver's.
    /// </summary>
    private async Task EndLeaseLaterAsync(CancellationToken abort)
    {
        await Task.Delay(Backoff.Shorter(settings.LongestRetry, AfterFault), clock, abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _idle.Leave([]);
        Nudge();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private SyncFacts InDoubt(SyncClaim claim, SyncFacts facts, EffectRecorder effects) => facts with
    {
        LookAgainAt = effects.HasUnanswered ? clock.GetUtcNow() + settings.LateEffects : null,
        IsTakenOver = claim.Lease.IsTakenOver && !settings.OwnsDatabase,

        // Whoever set the clock back does not put off what waits.
        LastLookAt = claim.Columns.TakenOverAt is { } at ? Earlier(DateTimeOffset.FromUnixTimeMilliseconds(at), clock.GetUtcNow()) + settings.LastLook : null,
    };

    /// <returns>True if Looker is back: everything that waits for it is due.</returns>
    private async Task<bool> NoteHealthAsync(SyncClaim claim, SyncOutcome outcome, bool hasAnswer, CancellationToken abort)
    {
        var (health, detail) = outcome switch
        {
            SyncOutcome.CredentialsRejected rejected => (IntegrationHealth.CredentialsRejected, rejected.Reason),
            SyncOutcome.Retry { ConcernsAll: true } away => (IntegrationHealth.Unreachable, away.Reason),
            SyncOutcome.Retry failing => (_pause.IsProbing ? IntegrationHealth.Degraded : _health ?? IntegrationHealth.Ok, failing.Reason),
            _ => (IntegrationHealth.Ok, null),
        };
        var isBack = _pause.Note(outcome, claim.Columns.Attempts, hasAnswer);
        if (isBack)
        {
            _attempts.CutOffTries();
            await _outcomes.KeepAsync(claim, () => store.HastenAsync(integrationKey, CancellationToken.None), abort);
        }

        if (_health == health)
        {
            return isBack;
        }

        _health = health;
        SyncLog.HealthChanged(logger, health == IntegrationHealth.Ok ? LogLevel.Information : LogLevel.Warning, integrationKey, health, claim.Row.Kind);
        await _outcomes.KeepAsync(claim, () => store.SetHealthAsync(integrationKey, health, health == IntegrationHealth.Ok ? null : detail, CancellationToken.None), abort);
        return isBack;
    }

    private async Task SleepAsync(DateTimeOffset? next, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var poll = Backoff.Shorter(_attempts.UntilLate ?? settings.Poll, settings.Poll);
        var until = Earlier(next ?? now + poll, now + poll);
        var wait = until > now ? until - now : TimeSpan.Zero;
        using var timeout = clock.CreateTimer(_ => Nudge(), null, wait, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _sleepsUntil, until.ToUnixTimeMilliseconds());
        try
        {
            await _wake.WaitAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }

        Volatile.Write(ref _sleepsUntil, long.MaxValue);
    }

    /// <summary>What every attempt needs, until the settings are read again.</summary>
    private sealed record Bench(Integration Integration, LookerClient Looker, ProtectedAccounts Protected, AccountSearch Accounts, CancellationToken Abort);
}
