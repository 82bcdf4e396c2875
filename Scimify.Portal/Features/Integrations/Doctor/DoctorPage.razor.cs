using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>Runs the doctor, and shows its last report of this server.</summary>
public sealed partial class DoctorPage : DataPage<DoctorView>
{
    /// <summary>So many are told at the top. The rest is below.</summary>
    private const int Most = 3;

    private string? _problem;

    [Inject] public required ConnectionDoctor Doctor { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Parameter] public Guid Id { get; set; }

    protected override async Task<DoctorView> QueryAsync(Actor actor, CancellationToken ct) =>
        new(await Integrations.GetAsync(actor, Id, ct), Doctor.Last(actor, Id));

    private async Task RunAsync()
    {
        _problem = null;
        try
        {
            await Doctor.RunAsync(await Session.ActorAsync(), Id, Leaving);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }

        await ReloadAsync();
    }

    /// <summary>What to repair first: whatever failed, or else what needs attention. What two checks say in the same words is one thing.</summary>
    private static IEnumerable<DoctorCheck> Urgent(DoctorReport report) => report.Result <= CheckResult.Unknown ? [] : report.Sections.SelectMany(section => section.Checks)
        .Where(check => check.Result == report.Result).DistinctBy(check => check.Detail);

    private static string Summary(DoctorReport report) => $"{Times.Count(report.Checks, "check")}, {(report.Failed, report.Attention) switch
    {
        (0, 0) => "none failed",
        (0, var look) => $"none failed, {look:N0} to look at",
        (var failed, _) => $"{failed:N0} failed",
    }}";
}

/// <param name="Report">Null if this server has not run the doctor since its start.</param>
public sealed record DoctorView(IntegrationView Integration, DoctorReport? Report);
