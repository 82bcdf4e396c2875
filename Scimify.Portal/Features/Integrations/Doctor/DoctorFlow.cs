using Scimify.Core.Integrations;
using Scimify.Portal.Shared.Flow;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>A report as the picture identity provider, Scimify, Looker: which of the two wires is broken.</summary>
internal static class DoctorFlow
{
    public static FlowView Of(DoctorReport report, IntegrationView integration)
    {
        var (provider, looker) = (report.Section("provider"), report.Section("looker"));
        var (comes, goes) = (LinkOf(provider), LinkOf(looker));
        var hasCalled = provider.Checks.Any(check => check is { Key: "call", Result: not CheckResult.Unknown });
        if (!hasCalled && provider.Result == CheckResult.Unknown)
        {
            comes = comes with { Label = "no call yet", Tone = "idle" };
        }

        return new(
            hasCalled ? "Identity provider" : null, comes, goes, new Uri(integration.BaseUrl).Host,
            $"{provider.Title}: {comes.Label}, {comes.Detail}. {looker.Title}: {goes.Label}, {goes.Detail}.");
    }

    private static FlowLink LinkOf(DoctorSection section)
    {
        var passed = $"{section.Passed} of {section.Checks.Count} checks passed";
        return section.Result switch
        {
            CheckResult.Failed => new("broken here", $"{section.Count(CheckResult.Failed)} of {section.Checks.Count} checks failed", "bad", "x-circle"),
            CheckResult.Attention => new("look here", passed, "wait"),
            _ when section.Passed == section.Checks.Count => new("fine", passed, "good", Moves: true),
            _ => new(section.Passed == 0 ? "not known yet" : "fine so far", passed, section.Passed == 0 ? "idle" : "good"),
        };
    }
}
