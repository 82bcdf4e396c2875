using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>Runs requested comparisons, a few at a time so that a slow Looker keeps nobody else waiting. Starts one for each live integration every day.</summary>
public sealed partial class ReconcileEngine(
    IDriftStore store, LookerConnector connector, SyncEngine engine, EngineSettings settings, ServerRun server, TimeProvider clock, ILogger<ReconcileEngine> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    /// <summary>Longer than one page takes. Each page renews it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private const int AtOnce = 4;

    /// <summary>How many accounts' attribute values one comparison reads. Each costs a call.</summary>
    private const int AttributeReads = 50;

    /// <summary>The same if the integration has a call budget.</summary>
    private const int AttributeReadsInBudget = 5;

    private readonly HashSet<Task> _running = [];
    private readonly WakeSignal _wake = new();

    /// <summary>Call it when a comparison was requested.</summary>
    public void Nudge() => _wake.Set();

    public async Task RunAsync(TaskPulse pulse, CancellationToken stopping)
    {
        if (settings.OwnsDatabase)
        {
            await store.EndForeignLeasesAsync(stopping);
        }

        using var timer = clock.CreateTimer(_ => Nudge(), null, TimeSpan.Zero, Look);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                pulse.Rest();
                await _wake.WaitAsync(stopping);
                pulse.Begin();
                await store.ScheduleAsync(clock.GetUtcNow() - Every, stopping);
                _running.RemoveWhere(task => task.IsCompleted);
                while (_running.Count < AtOnce && await store.ClaimAsync(server.Id, Until(), stopping) is { } claimed)
                {
                    _running.Add(RunAsync(claimed.Run, claimed.Integration, stopping));
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                pulse.Failed();
                ComparisonFailed(logger, e);
            }
        }

        await Task.WhenAll(_running);
    }

    private async Task RunAsync(ReconcileRun run, Integration integration, CancellationToken stopping)
    {
        try
        {
            await CompareAsync(run, integration, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // So that another process, or this one after a restart, need not wait until the lease has expired.
            await store.ProgressAsync(run, clock.GetUtcNow(), CancellationToken.None);
            return;
        }
        catch (Exception e)
        {
            ComparisonFailed(logger, e);
        }

        Nudge();
    }

    private async Task CompareAsync(ReconcileRun run, Integration integration, CancellationToken stopping)
    {
        try
        {
            var looker = connector.Connect(integration).InBackground;
            var attributeReads = integration.Policies.MonthlyCallBudget is null ? AttributeReads : AttributeReadsInBudget;
            var reconciler = new Reconciler(store, looker, new ProtectedAccounts(looker, clock), run, attributeReads, ct => KeepAsync(run, ct));
            await reconciler.RunAsync(stopping);
            await store.FinishAsync(run, null, CancellationToken.None);
            engine.Nudge(run.IntegrationKey);
        }
        catch (LookerException e)
        {
            await store.FinishAsync(run, e.Message, CancellationToken.None);
        }
        catch (CryptographicException)
        {
            await store.FinishAsync(run, UnreadableSecret.Message, CancellationToken.None);
        }
        catch (LeaseLostException)
        {
            ComparisonTakenOver(logger, run.IntegrationKey);
        }
    }

    private async Task KeepAsync(ReconcileRun run, CancellationToken ct)
    {
        if (!await store.ProgressAsync(run, Until(), ct))
        {
            throw new LeaseLostException();
        }
    }

    private DateTimeOffset Until() => clock.GetUtcNow() + Lease;

    [LoggerMessage(2101, LogLevel.Error, "The comparison with Looker failed. Scimify will try again")]
    private static partial void ComparisonFailed(ILogger logger, Exception e);

    [LoggerMessage(2102, LogLevel.Warning, "The comparison of integration {IntegrationKey} was taken over by another node")]
    private static partial void ComparisonTakenOver(ILogger logger, int integrationKey);
}
