using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Ends what an account still has open when it is disabled: its browser sessions (policy <c>endSessions</c>) and its API keys
/// (<c>removeApiKeys</c>). The log of calls to Looker shows that it was done.
/// </summary>
internal static class AccountSweep
{
    /// <exception cref="LookerException">Looker is away. The next attempt does the rest.</exception>
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

    /// <summary>The account is disabled whatever Looker answers here. A refusal is in the log and undoes nothing.</summary>
    private static async Task UnlessRefusedAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (LookerRejectedException)
        {
            // The log of calls has the call and its status.
        }
    }
}
