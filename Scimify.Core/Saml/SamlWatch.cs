using Microsoft.Extensions.Logging;
using Scimify.Core.Integrations;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>Settles interrupted changes. Once a day, looks for changes made in Looker and checks the SAML configuration against SCIM.</summary>
public sealed partial class SamlWatch(ISamlStore store, SamlApplier applier, SamlChecker checker, TimeProvider clock, ILogger<SamlWatch> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _started = clock.GetUtcNow();

    private bool _hasStarted;

    /// <summary>Runs one round. The first one ends the leases of a server that stopped half-way.</summary>
    /// <param name="ownsDatabase">Whether no other server uses the database. A change that is being applied when this one starts was then interrupted.</param>
    /// <param name="ct">Cancels the round.</param>
    public async Task RunOnceAsync(bool ownsDatabase, CancellationToken ct)
    {
        if (!_hasStarted && ownsDatabase)
        {
            await store.EndLeasesAsync(_started, ct);
        }

        _hasStarted = true;
        await LookAsync(ct);
    }

    /// <summary>The work of every round.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var integration in await store.UnsettledAsync(now, ct))
        {
            await TryAsync(integration, () => applier.SettleAsync(integration, ct));
        }

        foreach (var (integration, checks) in await store.DueAsync(now, ct))
        {
            if (await store.ClaimLookAsync(integration.Key, now, now + SamlCheck.Every, ct)
                && await TryAsync(integration, () => checker.LookAsync(integration, checks, ct)) is { } problem)
            {
                var next = now + (problem is UnavailableException ? Again : SamlCheck.Every);
                await store.KeepCheckAsync(integration.Key, check => (check.NextAt, check.Problem) = (next, problem.Message), ct);
            }
        }
    }

    /// <returns>Why it failed; null if it did not.</returns>
    private async Task<RequestException?> TryAsync(Integration integration, Func<Task> what)
    {
        try
        {
            await what();
            return null;
        }
        catch (RequestException e)
        {
            SamlNotLookedAt(logger, integration.Key, e.Message);
            return e;
        }
    }

    [LoggerMessage(2302, LogLevel.Information, "The SAML configuration of integration {IntegrationKey} could not be checked: {Reason}")]
    private static partial void SamlNotLookedAt(ILogger logger, int integrationKey, string reason);
}
