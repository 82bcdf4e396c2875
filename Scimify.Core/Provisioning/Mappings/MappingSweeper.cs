using Microsoft.Extensions.Logging;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Mappings;

/// <summary>Applies saved mappings to users, a few at a time, so that SCIM writes can go in between.</summary>
public sealed partial class MappingSweeper(IMappingStore store, SyncEngine engine, TimeProvider clock, ILogger<MappingSweeper> logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    private readonly WakeSignal _wake = new();

    /// <summary>Call it when mappings were saved.</summary>
    public void Nudge() => _wake.Set();

    public async Task RunAsync(TaskPulse pulse, CancellationToken stopping)
    {
        using var timer = clock.CreateTimer(_ => Nudge(), null, TimeSpan.Zero, Look);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                pulse.Rest();
                await _wake.WaitAsync(stopping);
                pulse.Begin();
                while (await store.SweepAsync(stopping) is { } integration)
                {
                    engine.Nudge(integration);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                pulse.Failed();
                SweepFailed(logger, e);
            }
        }
    }

    [LoggerMessage(2251, LogLevel.Error, "Applying the mappings to users failed. Scimify will try again")]
    private static partial void SweepFailed(ILogger logger, Exception e);
}
