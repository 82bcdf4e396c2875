using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Ends what an account still has open when it was disabled: its browser sessions (policy <c>endSessions</c>) and its API
/// keys (<c>removeApiKeys</c>). The receipt is what the log of calls to Looker has of it.
/// </summary>
internal static class AccountSweep
{
    /// <exception cref="LookerException">Looker is away: the rest is done with the next attempt.</exception>
    public static async Task RunAsync(SyncAttempt attempt, string lookerUserId, CancellationToken ct)
    {
        var policies = attempt.Integration.Policies;
        if (policies.EndSessions)
        {
            await UnlessRefusedAsync(() => attempt.Looker.DeleteUserSessionsAsync(lookerUserId, ct));
        }

        if (policies.RemoveApiKeys)
        {
            await UnlessRefusedAsync(() => attempt.Looker.DeleteApi3CredentialsAsync(lookerUserId, ct));
        }
    }

    /// <summary>The account is disabled, whatever Looker says to this: a refusal stands in the log, and undoes nothing.</summary>
    private static async Task UnlessRefusedAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (LookerRejectedException)
        {
            // The call and its status are in the log of calls.
        }
    }
}
