using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>What the connection doctor has found, from the identity provider to Looker.</summary>
/// <param name="Integration">Its name.</param>
/// <param name="Version">Of Scimify.</param>
/// <param name="Sections">Where something could break, in the order of a change's way.</param>
/// <param name="Suites">The identity providers' own tests.</param>
public sealed record DoctorReport(
    Guid IntegrationUuid, string Integration, DateTimeOffset At, int DurationMs, string Version, IReadOnlyList<DoctorSection> Sections, IReadOnlyList<ReplayedSuite> Suites)
{
    /// <summary>The worst of all checks; what is not known yet is no problem.</summary>
    public CheckResult Result => Sections.Select(section => section.Result).Max();

    public int Checks => Sections.Sum(section => section.Checks.Count);

    internal int Failed => Sections.Sum(section => section.Count(CheckResult.Failed));

    internal int Attention => Sections.Sum(section => section.Count(CheckResult.Attention));

    internal DoctorSection Section(string key) => Sections.Single(section => section.Key == key);
}

/// <param name="Key">Such as <c>looker</c>.</param>
public sealed record DoctorSection(string Key, string Title, IReadOnlyList<DoctorCheck> Checks)
{
    public CheckResult Result => Checks.Select(check => check.Result).Max();

    public int Passed => Count(CheckResult.Passed);

    internal int Count(CheckResult result) => Checks.Count(check => check.Result == result);
}

/// <param name="Key">Such as <c>credential</c>; unique in its section.</param>
/// <param name="Detail">What was found, as a sentence or a phrase.</param>
public sealed record DoctorCheck(string Key, string Title, CheckResult Result, string Detail)
{
    /// <summary>What to do; null for nothing.</summary>
    public string? Advice { get; init; }

    /// <summary>The page where something can be done about it, below the console's base; null for nowhere.</summary>
    public string? Href { get; init; }
}

/// <summary>From the best to the worst.</summary>
[JsonConverter(typeof(EnumWordsConverter<CheckResult>))]
public enum CheckResult
{
    Passed,

    /// <summary>It follows from another check, or nothing has come yet.</summary>
    Unknown,
    Attention,
    Failed,
}
