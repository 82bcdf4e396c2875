using Microsoft.Extensions.Logging;
using Scimify.Core.Audit;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Writes down what became of attempts. It waits for a database that is away, so that Looker is not asked again for what it has done.</summary>
internal sealed class OutcomeKeeper(int integrationKey, ISyncStore store, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    /// <summary>Completes the claim, once.</summary>
    /// <returns>A completion that turns out to have been carried out, after it was in doubt, may leave work.</returns>
    public async Task<Completion> CompleteAsync(SyncClaim claim, SyncFacts facts, SyncOutcome outcome, DateTimeOffset retryAt, IReadOnlyList<LookerEffect> effects, CancellationToken abort)
    {
        var (isInDoubt, completion) = (false, Completion.LeavesWork);
        await KeepAsync(
            claim,
            async () =>
            {
                if (isInDoubt && !await store.HoldsAsync(claim, effects, CancellationToken.None))
                {
                    return;
                }

                try
                {
                    completion = await store.CompleteAsync(claim, facts, outcome, retryAt, effects, CancellationToken.None);
                }
                catch (DatabaseUnavailableException e)
                {
                    isInDoubt |= e.IsInDoubt;
                    throw;
                }
            },
            abort);
        return completion;
    }

    /// <summary>Writes something that can be written twice.</summary>
    /// <param name="abort">Ends the wait for the database.</param>
    public async Task KeepAsync(SyncClaim claim, Func<Task> write, CancellationToken abort)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await write();
                return;
            }
            catch (DatabaseUnavailableException e) when (!abort.IsCancellationRequested)
            {
                if (isFirst)
                {
                    SyncLog.OutcomeWaits(logger, integrationKey, claim.Row.Kind, claim.Row.Key, e.Message);
                }
            }

            await Task.Delay(Again, clock, abort);
        }
    }
}
