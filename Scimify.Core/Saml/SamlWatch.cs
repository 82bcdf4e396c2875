using Microsoft.Extensions.Logging;
using Scimify.Core.Integrations;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>Settles interrupted changes. Once a day, looks for changes made in Looker and checks the SAML configuration against SCIM.</summary>
public sealed partial class SamlWatch(ISamlStore store, SamlApplier applier, SamlChecker checker, TimeProvider clock, ILogger<SamlWatch> logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _started = clock.GetUtcNow();

    /// <param name="ownsDatabase">Whether no other server uses the database. A change that is being applied when this one starts was then interrupted.</param>
    /// <param name="stopping">Ends the loop.</param>
    public async Task RunAsync(bool ownsDatabase, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        var starting = ownsDatabase;
        try
        {
            do
            {
                try
                {
                    if (starting)
                    {
                        await store.EndLeasesAsync(_started, stopping);
                        starting = false;
                    }

                    await LookAsync(stopping);
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    Failed(logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Runs one round.</summary>
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
            NotNow(logger, integration.Key, e.Message);
            return e;
        }
    }

    [LoggerMessage(2301, LogLevel.Error, "The SAML check failed and will be tried again")]
    private static partial void Failed(ILogger logger, Exception e);

    [LoggerMessage(2302, LogLevel.Information, "The SAML configuration of integration {IntegrationKey} could not be checked: {Reason}")]
    private static partial void NotNow(ILogger logger, int integrationKey, string reason);
}
