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
    /// <exception cref="ScimException">Looker or the directory refused, and nothing is left of the write, except for a removal of access.</exception>
    public async Task<SyncState> SettleAsync(SyncReceipt receipt, CancellationToken ct)
    {
        var state = await ReachAsync(receipt, ct);
        return receipt.Refusal is { } refusal ? throw refusal : state;
    }

    private async Task<SyncState> ReachAsync(SyncReceipt receipt, CancellationToken ct)
    {
        if (receipt.Awaited.Count == 0)
        {
            return receipt is { State: SyncState.Applied, IsBlocked: true } ? SyncState.Pending : receipt.State;
        }

        if (receipt.Target.Mode != IntegrationMode.Live)
        {
            return receipt.State;
        }

        var (outcome, row) = await engine.WaitAsync(receipt, ct) ?? new SyncAnswer(null, null);
        return outcome switch
        {
            SyncOutcome.Refused refused when IsAskedFor(receipt, refused) => throw await TakeBackAsync(receipt, refused, row),
            SyncOutcome.Held => SyncState.Held,
            _ when receipt.State == SyncState.Held => SyncState.Held,
            SyncOutcome.Applied or SyncOutcome.Refused => receipt.IsBlocked ? SyncState.Pending : SyncState.Applied,
            SyncOutcome.Blocked when receipt.Awaited is [{ Row.Kind: RowKind.User }] => SyncState.Unforwardable,
            _ => SyncState.Pending,
        };
    }

    /// <summary>A write is answered by the parts that it asked for. Without an account there are no others, but for access that nobody has.</summary>
    private static bool IsAskedFor(SyncReceipt receipt, SyncOutcome.Refused refused) =>
        refused.Facets == Facets.None
        || receipt.Asked == Facets.None
        || (refused.Facets & receipt.Asked) != Facets.None
        || (refused.Facets.HasFlag(Facets.Existence) && !refused.LeavesNoAccess);

    private async Task<ScimException> TakeBackAsync(SyncReceipt receipt, SyncOutcome.Refused refused, RowId? row)
    {
        var refusal = refused.Refusal;
        var part = new RefusedPart(row, refused.Facets, refused.LeavesNoAccess);
        string detail;
        try
        {
            detail = await RecordAsync(writer => receipt.Undo?.Invoke(writer, part));
        }
        catch (DuplicateException e)
        {
            // Whoever has the value by now keeps it; what was asked for stays, and stays refused.
            detail = await RecordAsync(_ => $"It could not be taken back: {e.Message}");
        }

        engine.Nudge(receipt.Target.IntegrationKey);
        return new ScimException(refusal.Status, refusal.ScimType, refusal.Code, detail);

        Task<string> RecordAsync(Func<IDirectoryWriter, string?> undo) => store.WriteAsync(
            receipt.Target.IntegrationKey,
            writer =>
            {
                var said = undo(writer) is { } stands ? $"{refusal.Detail} {stands}" : refusal.Detail;
                writer.RecordRefusal(receipt.RequestId, new ScimException(refusal.Status, refusal.ScimType, refusal.Code, said));
                return said;
            },
            CancellationToken.None);
    }
}
