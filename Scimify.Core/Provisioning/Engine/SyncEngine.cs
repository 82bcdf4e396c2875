using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Runs one worker for each integration, and wakes it when something is written or changed.</summary>
public sealed class SyncEngine(
    ISyncStore store, LookerConnector connector, LookerCallCounter calls, EngineSettings settings, ServerRun run, TimeProvider clock, ILogger<SyncEngine> logger)
    : IIntegrationWatcher, IServerNewsListener, IDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<int, IntegrationWorker> _workers = new();
    private readonly ConcurrentDictionary<int, Task> _tasks = new();
    private readonly SyncWaiters _waiters = new();
    private readonly WakeSignal _changed = new();
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Whoever works on rows tells these.</summary>
    internal SyncWaiters Waiters => _waiters;

    /// <summary>Runs until stopped. Attempts under way then get a few seconds to finish.</summary>
    public async Task RunAsync(TaskPulse pulse, CancellationToken stopping)
    {
        var areForeignLeasesEnded = !settings.OwnsDatabase;
        store.FollowWrites((key, mayBeNew) => _workers.GetValueOrDefault(key)?.Offer(mayBeNew));
        _changed.Set();
        using var abort = new CancellationTokenSource();
        using var flush = clock.CreateTimer(_ => _changed.Set(), null, FlushEvery, FlushEvery);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                pulse.Rest();
                await _changed.WaitAsync(stopping);
                pulse.Begin();
                if (!areForeignLeasesEnded)
                {
                    await store.EndForeignLeasesAsync(stopping);
                    areForeignLeasesEnded = true;
                }

                await StartWorkersAsync(stopping, abort.Token);
                await FlushCallsAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                pulse.Failed();
                SyncLog.EngineFailed(logger, e);
            }
        }

        await _ending.CancelAsync();
        var running = Task.WhenAll(_tasks.Values);
        using (clock.CreateTimer(_ => abort.Cancel(), null, StopTime, Timeout.InfiniteTimeSpan))
        {
            await running;
        }

        await FlushCallsAsync();
    }

    /// <summary>Call it when rows of this integration have become due.</summary>
    public void Nudge(int integrationKey)
    {
        if (_workers.TryGetValue(integrationKey, out var worker))
        {
            worker.Nudge();
        }
        else
        {
            _changed.Set();
        }
    }

    /// <summary>Call it when rows of any integration may have become due.</summary>
    internal void WakeAll()
    {
        foreach (var worker in _workers.Values)
        {
            worker.Nudge();
        }
    }

    public void Changed(int integrationKey)
    {
        if (_workers.TryGetValue(integrationKey, out var worker))
        {
            worker.SettingsChanged();
        }

        _changed.Set();
    }

    public void AnyMayHaveChanged()
    {
        foreach (var key in _workers.Keys)
        {
            Changed(key);
        }
    }

    public void Heard(ServerNews news)
    {
        switch (news)
        {
            case ServerNews.RowFinished finished:
                _waiters.Tell(finished.Row, finished.Generation, finished.Outcome);
                if (finished.IsGone)
                {
                    _waiters.TellGone(finished.Row);
                }

                break;
            case ServerNews.WorkFreed:
                foreach (var worker in _workers.Values)
                {
                    worker.Nudge();
                }

                break;
        }
    }

    public void Dispose() => _ending.Dispose();

    /// <summary>Wakes the worker and waits for what the write needs in Looker.</summary>
    /// <returns>Null when the time was up first, or waiting is of no use.</returns>
    internal async Task<SyncAnswer?> WaitAsync(SyncReceipt receipt, CancellationToken ct)
    {
        var integration = receipt.Target.IntegrationKey;
        var isPaused = _workers.TryGetValue(integration, out var worker) && worker.IsPaused;
        if (settings.Wait == TimeSpan.Zero || isPaused || receipt.Awaited.Count == 0)
        {
            Nudge(integration);
            return null;
        }

        var waiter = _waiters.Register(receipt.Awaited);
        if (!waiter.Answer.IsCompleted && worker?.IsAtWorkOn(receipt.Awaited) != true)
        {
            Nudge(integration);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _ending.Token);
        try
        {
            return await waiter.Answer.WaitAsync(settings.Wait, clock, either.Token);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiters.Forget(waiter);
        }
    }

    private async Task StartWorkersAsync(CancellationToken stopping, CancellationToken abort)
    {
        foreach (var (key, task) in _tasks)
        {
            if (task.IsCompleted && _tasks.TryRemove(key, out _))
            {
                _workers.TryRemove(key, out _);
            }
        }

        foreach (var integration in await store.IntegrationsAsync(stopping))
        {
            if (_workers.ContainsKey(integration.Key))
            {
                continue;
            }

            var worker = new IntegrationWorker(integration.Key, run, store, connector, calls, settings, _waiters, clock, logger);
            _workers[integration.Key] = worker;
            _tasks[integration.Key] = Task.Run(() => worker.RunAsync(stopping, abort), CancellationToken.None);
        }
    }

    private Task FlushCallsAsync() => calls.FlushAsync(async counted =>
    {
        var keys = (await store.IntegrationsAsync(CancellationToken.None)).ToDictionary(i => i.Id, i => i.Key);
        await store.AddCallsAsync(
            [.. counted.Where(c => keys.ContainsKey(c.IntegrationId)).Select(c => new LookerCallCount { IntegrationKey = keys[c.IntegrationId], Month = c.Month, Calls = c.Calls })],
            CancellationToken.None);
    });
}
