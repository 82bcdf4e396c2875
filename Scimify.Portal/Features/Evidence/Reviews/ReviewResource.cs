using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>An access review and how far it is.</summary>
/// <param name="Scope"><c>accounts</c>, <c>groups</c>, <c>roles</c> or <c>administrators</c>.</param>
/// <param name="ScopeNames">The groups or roles; empty for the other scopes.</param>
/// <param name="State"><c>open</c>, <c>closed</c> or <c>cancelled</c>.</param>
/// <param name="LookerReadAt">When Looker's accounts were last read before the start; null if never, so that accounts which SCIM does not know are not in the list.</param>
/// <param name="Reviewers">Their e-mail addresses.</param>
/// <param name="WithoutManager">In a review by managers: how many rows have no manager, so that the reviewers decide about them. Null if the reviewers decide about all rows.</param>
/// <param name="ListSha256">Of the list as it was frozen.</param>
/// <param name="EndedAt">When it was closed or cancelled.</param>
/// <param name="Sha256">Of the list with all decisions; null unless it is closed.</param>
public sealed record ReviewResource(
    Guid Uuid, string Name, Guid IntegrationUuid, string Integration, string Scope, string ScopeNames, string State, DateTimeOffset StartedAt, string StartedBy, DateTimeOffset DueAt,
    DateTimeOffset? LookerReadAt, IReadOnlyList<string> Reviewers, int? WithoutManager, ReviewProgress Progress, string ListSha256, DateTimeOffset? EndedAt, string? EndedBy, string? Sha256)
{
    public static ReviewResource Of(AccessReview review, IReadOnlyList<string> reviewers, ReviewProgress progress) => new(
        review.Id, review.Name, review.IntegrationId, review.IntegrationName, EnumWords.Of(review.Scope), review.ScopeNames, EnumWords.Of(review.State), review.StartedAt, review.StartedBy,
        review.DueAt, review.LookerReadAt, reviewers, review.WithoutManager, progress, review.ListSha256, review.EndedAt, review.EndedBy, review.Sha256);
}

/// <summary>How many rows were decided how, and what becomes of those to remove. While the review is open, that is what the list lets expect.</summary>
/// <param name="Keep">Decided to keep.</param>
/// <param name="Remove">Decided to remove.</param>
/// <param name="Open">Not decided.</param>
/// <param name="Removed">Scimify removes them in Looker.</param>
/// <param name="IdentityProvider">SCIM asks for them: they have to end in the identity provider.</param>
/// <param name="InLooker">Somebody has to do it in Looker.</param>
/// <param name="Gone">They ended before the review was closed.</param>
public sealed record ReviewProgress(int Rows, int Keep, int Remove, int Open, int Removed, int IdentityProvider, int InLooker, int Gone)
{
    public int Decided => Rows - Open;
}

/// <summary>A row of a review: an account, or a membership of a group.</summary>
/// <param name="ScimId">Null for an account that SCIM does not know.</param>
/// <param name="Group">Null for an account.</param>
/// <param name="Groups">For an account: the groups in which Looker has it.</param>
/// <param name="Roles">What comes with the groups through Scimify.</param>
/// <param name="ManagerScimId">The SCIM ID of the manager who decides with a link; null if the reviewers decide.</param>
/// <param name="Manager">The manager's name at the start.</param>
/// <param name="Asked">Whether SCIM asked for it at the start.</param>
/// <param name="Source"><c>scim</c>, <c>adopted</c>, <c>byHand</c>, or <c>unknown</c> for an account that SCIM does not know.</param>
/// <param name="LastDecision">What the last closed review said: <c>none</c>, <c>keep</c> or <c>remove</c>.</param>
/// <param name="Decision"><c>none</c>, <c>keep</c>, <c>remove</c> or <c>notMine</c>.</param>
/// <param name="DecidedBy">The reviewer's e-mail address, or the manager's name.</param>
/// <param name="DecidedByLink">Whether the manager decided, with a link.</param>
/// <param name="Outcome"><c>none</c>, <c>removed</c>, <c>identityProvider</c>, <c>inLooker</c> or <c>gone</c>. While the review is open, what the list lets expect of a removal.</param>
public sealed record ReviewLine(
    Guid ReviewUuid, string Review, string Integration, int Number, Guid? ScimId, string? LookerId, string DisplayName, string UserName, string? Address, Guid? GroupScimId, string? Group, string Groups, string Roles,
    Guid? ManagerScimId, string? Manager, bool Asked, string Source, bool Administrator, DateTimeOffset? Since, string LastDecision, DateTimeOffset? LastDecidedAt, string Decision, string? Reason, DateTimeOffset? DecidedAt,
    string? DecidedBy, bool DecidedByLink, string Outcome)
{
    public static ReviewLine Of(AccessReview review, ReviewedAccess row) => new(
        review.Id, review.Name, review.IntegrationName, row.Number, row.ScimId, row.LookerId, row.Display, row.UserName, row.Address, row.GroupId, row.GroupName, row.Groups, row.Roles, row.ManagerId, row.Manager, row.Asked,
        EnumWords.Of(row.Source), row.IsAdministrator, row.Since, EnumWords.Of(row.LastDecision), row.LastDecidedAt, EnumWords.Of(row.Decision), row.Reason, row.DecidedAt, row.DecidedBy, row.DecidedByLink,
        EnumWords.Of(ReviewWords.OutcomeOf(review, row)));
}

/// <summary>For how many rows a decision was noted.</summary>
/// <param name="Own">How many are about the caller's own access, which others decide about.</param>
/// <param name="Missing">How many numbers the review does not have.</param>
public sealed record DecidedResource(int Done, int Own, int Missing);
