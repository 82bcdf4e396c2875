using Scimify.Core.Saml;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Saml;

/// <summary>How far a draft is. It follows from the draft: nothing records a step.</summary>
public static class SamlDraftSteps
{
    /// <param name="draft">As it is now.</param>
    /// <param name="check">Of exactly these settings.</param>
    public static IReadOnlyList<Step> Of(SamlDraftView draft, Loadable<IReadOnlyList<SamlFinding>> check) =>
    [
        new("Edit", Times.Count(draft.Changes.Count, "setting"), draft.Changes.Count > 0),
        CheckOf(check),
        new("Test login", draft.IsTested ? draft.Draft.TestedByName ?? "succeeded" : draft.Draft.Test == SamlTestState.Failed ? "failed" : draft.NeedsTest ? "nobody yet" : "not needed", draft.IsTested || !draft.NeedsTest),
        new("Approve", draft.IsApproved ? draft.Draft.ApproverName ?? "approved" : draft.RequiresApproval ? "second person" : "not needed", draft.IsApproved || !draft.RequiresApproval),
        new("Apply", "one click back", false),
        new("Verified", "read back", false),
    ];

    /// <summary>The first step that is not done, from 0.</summary>
    public static int Current(SamlDraftView draft, Loadable<IReadOnlyList<SamlFinding>> check) => Of(draft, check).ToList().FindIndex(step => !step.IsDone);

    private static Step CheckOf(Loadable<IReadOnlyList<SamlFinding>> check) => check switch
    {
        Loadable<IReadOnlyList<SamlFinding>>.Ready { Value: var found } => new(
            "Check",
            found.Count(f => f.Severity != SamlSeverity.Info) is > 0 and var open ? Times.Count(open, "warning") : "nothing found",
            found.All(f => f.Severity != SamlSeverity.Blocker)),
        Loadable<IReadOnlyList<SamlFinding>>.Failed => new("Check", "failed", false),
        _ => new("Check", "who notices", false),
    };
}
