using System.Collections.Concurrent;
using System.Reflection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>Checks an integration from its identity provider to its Looker. Changes nothing in either, nor in the directory.</summary>
public sealed class ConnectionDoctor(DoctorQuery query, IntegrationService integrations, ScimifySettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>A run builds a SCIM endpoint of its own, so there is one at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    private readonly ConcurrentDictionary<(int Organization, Guid Integration), DoctorReport> _last = new();

    /// <exception cref="Core.Requests.ForbiddenException">The role may not manage integrations.</exception>
    /// <exception cref="Core.Requests.NotFoundException">The actor's organization has no such integration.</exception>
    public async Task<DoctorReport> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ManageIntegrations);
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var facts = await query.RunAsync(actor, integrationId, ct);
        var test = await integrations.TestAsync(actor, integrationId, ct);
        var suites = await ReplayAsync(facts.Target, ct);
        var server = new ServerFacts(
            test.ClockOffsetSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            [.. facts.Writes.Select(write => write.SourceAddress).OfType<string>().Distinct()],
            new DriveInfo(settings.DataDirectory).AvailableFreeSpace,
            facts.BackupAt,
            at);
        var report = new DoctorReport(
            integrationId,
            facts.Guide.Integration.Name,
            at,
            (int)clock.GetElapsedTime(started).TotalMilliseconds,
            typeof(ConnectionDoctor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            [
                ProviderChecks.Of(facts.Guide, facts.Writes),
                new("scim", "The providers' own tests", [.. suites.Select(Of)]),
                LookerChecks.Of(test, facts.Guide.Integration),
                ServerChecks.Saml(integrationId, facts.Saml),
                ServerChecks.Of(settings, server),
            ],
            suites);
        _last[(actor.OrganizationKey, integrationId)] = report;
        return report;
    }

    /// <summary>The last report of this server since its start; null if there is none.</summary>
    /// <exception cref="Core.Requests.ForbiddenException">The role may not manage integrations.</exception>
    public DoctorReport? Last(Actor actor, Guid integrationId)
    {
        actor.Require(Permission.ManageIntegrations);
        return _last.GetValueOrDefault((actor.OrganizationKey, integrationId));
    }

    public void Dispose() => _turn.Dispose();

    private static DoctorCheck Of(ReplayedSuite suite) => suite.Passed == suite.Tests.Count
        ? new(suite.Key, suite.Name, CheckResult.Passed, $"{suite.Passed} of {suite.Tests.Count} tests passed.")
        : new(suite.Key, suite.Name, CheckResult.Failed, $"{suite.Tests.Count - suite.Passed} of {suite.Tests.Count} tests failed.")
        {
            Advice = "If this is your provider, look at the profile and the mappings of the integration.",
        };

    private async Task<IReadOnlyList<ReplayedSuite>> ReplayAsync(SealedTarget target, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await using var endpoint = await SealedDirectory.OpenAsync(settings, ct);
            var replayed = new List<ReplayedSuite>(ReplaySuite.All.Count);
            foreach (var suite in ReplaySuite.All)
            {
                replayed.Add(await new Replay(await endpoint.ServeAsync(target)).RunAsync(suite));
            }

            return replayed;
        }
        finally
        {
            _turn.Release();
        }
    }
}
