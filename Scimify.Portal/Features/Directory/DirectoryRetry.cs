using Scimify.Core.Integrations;
using Scimify.Core.Requests;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Directory;

/// <summary>"Try again" for several users or groups.</summary>
public sealed class DirectoryRetry(IResync resync, ConsoleSession session, Toasts toasts)
{
    /// <summary>Whether there is anything to try: what is in Looker is left alone there, and what is held waits for a person.</summary>
    public static bool Helps(SyncState state) => state is SyncState.Failed or SyncState.Pending;

    /// <param name="one">What a row is called in the answer.</param>
    /// <param name="several">What rows are called.</param>
    public async Task RunAsync(int integrationKey, IReadOnlyList<Guid> ids, string one, string several, CancellationToken ct)
    {
        var outcome = await BulkOutcome.RunAsync(ids, async id =>
        {
            if (!await resync.ResyncAsync(await session.ActorAsync(), integrationKey, id, ct))
            {
                throw new NotFoundException("No longer exists.");
            }
        });
        outcome.Tell(toasts, done => $"{Times.Count(done, one, several)} {(done == 1 ? "is" : "are")} on the way to Looker again.");
        session.Tell();
    }
}
