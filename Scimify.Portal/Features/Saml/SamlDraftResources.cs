using System.Text.Json.Nodes;
using Scimify.Core.Primitives;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>A draft as the list shows it.</summary>
/// <param name="Version">Moves with every edit.</param>
public sealed record SamlDraftSummary(Guid Uuid, string Title, string AuthorName, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version, JsonObject Changes)
{
    public static SamlDraftSummary Of(SamlDraft draft) => new(draft.Id, draft.Title, draft.AuthorName, draft.CreatedAt, draft.UpdatedAt, draft.Version, draft.ParsedChanges);
}

/// <summary>A draft, compared with what Looker has now.</summary>
/// <param name="Revision">The revision of Looker's document, which applying is based on.</param>
/// <param name="Differences">What would change.</param>
/// <param name="ChangedInLooker">What the draft changes although it has changed in Looker since the draft was created.</param>
/// <param name="Test">The state is <c>none</c>, <c>open</c>, <c>passed</c> or <c>failed</c>. <c>holds</c> says whether the test was of exactly the settings that would result.</param>
public sealed record SamlDraftResource(
    Guid Uuid, string Title, string AuthorName, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version, JsonObject Changes, string Revision,
    IReadOnlyList<SamlFieldChangeResource> Differences, IReadOnlyList<SamlFieldChangeResource> ChangedInLooker, SamlTestResource Test, SamlApprovalResource Approval)
{
    public static SamlDraftResource Of(SamlDraftView view)
    {
        var draft = view.Draft;
        return new(
            draft.Id, draft.Title, draft.AuthorName, draft.CreatedAt, draft.UpdatedAt, draft.Version, draft.ParsedChanges, view.Now.Revision,
            [.. view.Changes.Select(SamlFieldChangeResource.Of)],
            [.. view.Overwrites.Select(SamlFieldChangeResource.Of)],
            new(LetterCase.Lower(draft.Test.ToString()), draft.TestSlug, draft.TestedByName, draft.TestedAt, view.NeedsTest, view.IsTested),
            new(view.RequiresApproval, view.IsApproved, draft.ApproverName, draft.ApprovedAt));
    }
}

/// <summary>The test login.</summary>
/// <param name="Slug">Looker's name of the test configuration; null if there is none now.</param>
/// <param name="Needed">Whether the draft is blocked without a test.</param>
public sealed record SamlTestResource(string State, string? Slug, string? ByName, DateTimeOffset? At, bool Needed, bool Holds);

/// <summary>The second person's approval.</summary>
/// <param name="Holds">Whether it is for exactly the settings that would result.</param>
public sealed record SamlApprovalResource(bool Required, bool Holds, string? ByName, DateTimeOffset? At);

/// <summary>An integration's rules for SAML changes.</summary>
public sealed record SamlPolicyResource(bool RequiresApproval);
