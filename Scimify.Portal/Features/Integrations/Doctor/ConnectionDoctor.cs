using System.Collections.Concurrent;
using System.Reflection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Guides;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>Checks an integration from its identity provider to its Looker. Changes nothing in either, nor in the directory.</summary>
public sealed class ConnectionDoctor(DoctorQuery query, IntegrationService integrations, ScimifySettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>A run builds a SCIM endpoint of its own, so there is one at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    private readonly ConcurrentDictionary<(int Organization, Guid Integration), Patient> _patients = new();

    /// <summary>Runs the checks. Whoever asks while they run gets the next run's report, which all of them share.</summary>
    /// <exception cref="Core.Requests.ForbiddenException">The role may not manage integrations.</exception>
    /// <exception cref="Core.Requests.NotFoundException">The actor's organization has no such integration.</exception>
    public async Task<DoctorReport> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ManageIntegrations);
        var asked = clock.GetTimestamp();
        var patient = _patients.GetOrAdd((actor.OrganizationKey, integrationId), _ => new Patient());
        await patient.Turn.WaitAsync(ct);
        try
        {
            if (patient is not { Report: { } report } || patient.StartedAt < asked)
            {
                var started = clock.GetTimestamp();
                report = await ExamineAsync(actor, integrationId, started, ct);
                (patient.Report, patient.StartedAt) = (report, started);
            }

            return report;
        }
        finally
        {
            patient.Turn.Release();
        }
    }

    /// <summary>The last report of this server since its start; null if there is none.</summary>
    /// <exception cref="Core.Requests.ForbiddenException">The role may not manage integrations.</exception>
    public DoctorReport? Last(Actor actor, Guid integrationId)
    {
        actor.Require(Permission.ManageIntegrations);
        return _patients.GetValueOrDefault((actor.OrganizationKey, integrationId))?.Report;
    }

    public void Dispose()
    {
        _turn.Dispose();
        foreach (var patient in _patients.Values)
        {
            patient.Turn.Dispose();
        }
    }

    private static DoctorCheck Of(ReplayedSuite suite, ProviderGuide? provider, Guid integrationId) => suite.Passed == suite.Tests.Count
        ? new(suite.Key, suite.Name, CheckResult.Passed, $"{suite.Passed} of {suite.Tests.Count} tests passed.")
        : new(suite.Key, suite.Name, provider is null || provider.Key == suite.Key ? CheckResult.Failed : CheckResult.Attention, $"{suite.Tests.Count - suite.Passed} of {suite.Tests.Count} tests failed.")
        {
            Advice = provider is null ? "If this is your provider, look at the profile and the mappings of the integration."
                : provider.Key == suite.Key ? "Look at the profile and the mappings of the integration."
                : $"Your provider seems to be {provider.Name}, which these tests are not of.",
            Href = $"integrations/{integrationId}/settings",
        };

    private async Task<DoctorReport> ExamineAsync(Actor actor, Guid integrationId, long started, CancellationToken ct)
    {
        var at = clock.GetUtcNow();
        var facts = await query.RunAsync(actor, integrationId, ct);
        var provider = ProviderGuide.Find(facts.Guide.SetUp.Callers.Select(caller => caller.Name));
        var test = await integrations.TestAsync(actor, integrationId, ct);
        var suites = await ReplayAsync(facts.Target, ct);
        var server = new ServerFacts(
            test.ClockOffsetSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            [.. facts.Writes.Select(write => write.SourceAddress).OfType<string>().Distinct()],
            new DriveInfo(settings.DataDirectory).AvailableFreeSpace,
            facts.BackupAt,
            at);
        return new DoctorReport(
            integrationId,
            facts.Guide.Integration.Name,
            at,
            (int)clock.GetElapsedTime(started).TotalMilliseconds,
            typeof(ConnectionDoctor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            [
                ProviderChecks.Of(facts.Guide, facts.Writes, provider),
                new("scim", "The providers' own tests", [.. suites.Select(suite => Of(suite, provider, integrationId))]),
                LookerChecks.Of(test, facts.Guide.Integration),
                ServerChecks.Saml(integrationId, facts.Saml),
                ServerChecks.Of(settings, server),
            ],
            suites);
    }

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

    private sealed class Patient
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public DoctorReport? Report { get; set; }

        /// <summary>A timestamp of the clock.</summary>
        public long StartedAt { get; set; }
    }
}
