using System.Diagnostics;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>How a result looks, and its word for whoever does not see that.</summary>
/// <param name="Tone">As of <see cref="Shared.Badge"/>.</param>
internal sealed record DoctorLook(string Tone, string Icon, string Word)
{
    public static DoctorLook Of(CheckResult result) => result switch
    {
        CheckResult.Passed => new("good", "check-circle", "Passed"),
        CheckResult.Unknown => new("quiet", "minus", "Not known"),
        CheckResult.Attention => new("wait", "alert", "Attention"),
        CheckResult.Failed => new("bad", "x-circle", "Failed"),
        _ => throw new UnreachableException(),
    };

    public static DoctorLook Of(ReplayedTest test) => Of(test.HasPassed ? CheckResult.Passed : CheckResult.Failed);
}
