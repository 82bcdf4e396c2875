using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>What somebody asks for who starts a review.</summary>
/// <param name="Targets">SCIM IDs of groups, or Looker's IDs of roles; empty for the other scopes.</param>
/// <param name="Reviewers">People of the console.</param>
/// <param name="DueAt">Until when the reviewers decide.</param>
/// <param name="ByManagers">Whether each person's manager decides with a link, and the reviewers about those who have none.</param>
public sealed record NewReview(string Name, ReviewScope Scope, IReadOnlyList<string> Targets, IReadOnlyList<Guid> Reviewers, DateTimeOffset DueAt, bool ByManagers = false)
{
    public const int MaxNameLength = 100;
    public const int MaxReasonLength = 500;
    public const int MostTargets = 100;
    public const int MostReviewers = 50;
    public const int MostRows = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public string Name { get; } = Name.Trim();

    /// <summary>Whether a text can be the reason of a decision: short enough, and in one line.</summary>
    public static bool IsReason(string text) => text.Length <= MaxReasonLength && !text.Any(char.IsControl);

    /// <exception cref="ValidationFailedException"><c>name</c>, <c>targets</c>, <c>reviewers</c> or <c>dueAt</c>.</exception>
    public void Check(DateTimeOffset now)
    {
        var errors = new FieldErrors();
        if (Name.Length is 0 or > MaxNameLength || Name.Any(char.IsControl))
        {
            errors.Add("name", $"must have 1 to {MaxNameLength} characters.");
        }

        var needsTargets = Scope is ReviewScope.Groups or ReviewScope.Roles;
        if (needsTargets ? Targets.Count is 0 or > MostTargets : Targets.Count > 0)
        {
            errors.Add("targets", needsTargets ? $"must name 1 to {MostTargets} groups or roles." : "must be empty: this scope has none.");
        }

        if (Reviewers.Count is 0 or > MostReviewers)
        {
            errors.Add("reviewers", $"must name 1 to {MostReviewers} people.");
        }

        if (DueAt <= now || DueAt - now > Longest)
        {
            errors.Add("dueAt", "must be in the future, and within a year.");
        }

        errors.ThrowIfAny();
    }
}
