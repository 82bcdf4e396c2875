using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>Runs the doctor, and shows its last report of this server.</summary>
public sealed partial class DoctorPage : DataPage<DoctorView>
{
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

    /// <summary>What to repair first; null for nothing.</summary>
    private static DoctorCheck? Worst(DoctorReport report) => report.Sections.SelectMany(section => section.Checks)
        .Where(check => check.Result > CheckResult.Unknown).MaxBy(check => check.Result);
}

/// <param name="Report">Null if this server has not run the doctor since its start.</param>
public sealed record DoctorView(IntegrationView Integration, DoctorReport? Report);
