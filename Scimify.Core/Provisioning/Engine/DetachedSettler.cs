using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Scimify.Core.Directory;
using Scimify.Core.Scim;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// Settles writes whose client does not wait (RFC 9967 section 2.5.1): as long as any other, and with the same undo. What is cut off by
/// the end of the process is in the database, and goes on like a write whose waiting time was up.
/// </summary>
public sealed class DetachedSettler(SyncSettler settler, ILogger<DetachedSettler> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, Task> _running = new();

    /// <summary>So many run at once. Each keeps what its undo needs in memory.</summary>
    public int AtOnce { get; init; } = 1000;

    /// <returns>The end of the wait, as from <see cref="SyncSettler.SettleAsync"/>; null if too many run already.</returns>
    public Task<SyncState>? TryStart(SyncReceipt receipt)
    {
        if (_running.Count >= AtOnce)
        {
            return null;
        }

        var settling = settler.SettleAsync(receipt, CancellationToken.None);
        _running[receipt.RequestId] = settling;
        _ = WatchAsync(receipt.RequestId, settling);
        return settling;
    }

    /// <summary>Waits for what runs, which the end of the engine makes short.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WatchAsync(Guid requestId, Task<SyncState> settling)
    {
        try
        {
            await settling;
        }
        catch (ScimException)
        {
            // Looker refused: the log row has it, in the transaction of the undo.
        }
        catch (Exception e)
        {
            SyncLog.DetachedFailed(logger, requestId, e);
        }
        finally
        {
            _running.TryRemove(requestId, out _);
        }
    }
}
