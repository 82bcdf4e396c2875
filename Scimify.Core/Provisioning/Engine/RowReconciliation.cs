using System.Diagnostics;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Reconcilers;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Brings a row to Looker with the reconciler of its kind.</summary>
internal static class RowReconciliation
{
    /// <returns>What became of it, and what was learned, whatever became of it.</returns>
    public static async Task<(SyncOutcome Outcome, SyncFacts Facts)> RunAsync(SyncAttempt attempt, SyncClaim claim, CancellationToken abort)
    {
        switch (claim)
        {
            case SyncClaim.User user:
                var account = new UserReconciler(attempt, user);
                return (await SortAsync(account.RunAsync(abort), abort), account.Facts);
            case SyncClaim.Group group:
                var collective = new GroupReconciler(attempt, group);
                return (await SortAsync(collective.RunAsync(abort), abort), collective.Facts);
            case SyncClaim.Membership membership:
                var place = new MembershipReconciler(attempt, membership);
                return (await SortAsync(place.RunAsync(abort), abort), place.Facts);
            case SyncClaim.Role role:
                var grants = new RoleReconciler(attempt, role);
                return (await SortAsync(grants.RunAsync(abort), abort), grants.Facts);
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<SyncOutcome> SortAsync(Task<SyncOutcome> attempt, CancellationToken abort)
    {
        try
        {
            return await attempt;
        }
        catch (LookerException e)
        {
            return OutcomeSorting.Of(e);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return new SyncOutcome.HandedBack("The call was cut off: Scimify was stopped, Looker was back while the call still hung from before, or access was to be taken away.");
        }
    }
}
