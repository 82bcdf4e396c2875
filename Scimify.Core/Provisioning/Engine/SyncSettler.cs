using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.Scim;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// Ends a SCIM write honestly: waits a little for Looker, reports how far the write got, and undoes it if Looker refuses it for
/// good in that time.
/// </summary>
public sealed class SyncSettler(SyncEngine engine, IDirectoryStore store)
{
    /// <returns>The value of <c>Scimify-Sync</c>.</returns>
    /// <exception cref="ScimException">Looker refused, and the whole write was undone.</exception>
    public async Task<SyncState> SettleAsync(SyncReceipt receipt, CancellationToken ct)
    {
        if (receipt.Awaited.Count == 0)
        {
            return receipt is { State: SyncState.Applied, IsBlocked: true } ? SyncState.Pending : receipt.State;
        }

        if (receipt.Target.Mode != IntegrationMode.Live)
        {
            return receipt.State;
        }

        return await engine.WaitAsync(receipt, ct) switch
        {
            SyncOutcome.Refused refused => throw await TakeBackAsync(receipt, refused.Refusal),
            SyncOutcome.Held => SyncState.Held,
            _ when receipt.State == SyncState.Held => SyncState.Held,
            SyncOutcome.Applied => receipt.IsBlocked ? SyncState.Pending : SyncState.Applied,
            SyncOutcome.Blocked when receipt.Awaited is [{ Row.Kind: RowKind.User }] => SyncState.Unforwardable,
            _ => SyncState.Pending,
        };
    }

    private async Task<ScimException> TakeBackAsync(SyncReceipt receipt, Refusal refusal)
    {
        await store.WriteAsync(
            receipt.Target.IntegrationKey,
            writer =>
            {
                receipt.Undo?.Invoke(writer);
                writer.RecordRefusal(receipt.RequestId, refusal.Status, refusal.ScimType, refusal.Detail);
                return true;
            },
            CancellationToken.None);
        engine.Nudge(receipt.Target.IntegrationKey);
        return new ScimException(refusal.Status, refusal.ScimType, refusal.Detail);
    }
}
