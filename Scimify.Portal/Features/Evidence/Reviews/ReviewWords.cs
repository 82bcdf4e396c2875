using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>The console's words for reviews.</summary>
internal static class ReviewWords
{
    public static string Of(AccessReview review) => review.Scope switch
    {
        ReviewScope.Groups => $"Members of {review.ScopeNames}",
        ReviewScope.Roles => $"Who has {review.ScopeNames} through a group",
        ReviewScope.Administrators => "Looker's administrators",
        _ => "Every active account",
    };

    /// <summary>What becomes of a row, or would as far as the list says.</summary>
    public static ReviewOutcome OutcomeOf(AccessReview review, ReviewedAccess row) =>
        review.State == ReviewState.Closed ? row.Outcome : row.Decision == ReviewDecision.Remove ? row.Forecast : ReviewOutcome.None;

    /// <summary>What somebody may, as the list says.</summary>
    public static string What(ReviewedAccess row)
    {
        var what = row.GroupName is { } group ? $"Member of {group}" : row.Groups.Length > 0 ? $"Access, in {row.Groups}" : "Access";
        return what + (row.Roles.Length > 0 ? $"; {row.Roles}" : "") + (row.IsAdministrator ? "; administrator" : "");
    }

    public static string Because(ReviewedAccess row) => row.Source switch
    {
        ReviewedSource.Unknown => "your identity provider does not know this account",
        ReviewedSource.ByHand => "by hand in Looker",
        ReviewedSource.Adopted => "taken over",
        _ => "identity provider",
    };

    /// <summary>What becomes of a row that is to be removed, as a sentence.</summary>
    public static string Of(ReviewOutcome outcome) => outcome switch
    {
        ReviewOutcome.Removed => "Scimify takes it away in Looker",
        ReviewOutcome.IdentityProvider => "End it in the identity provider: SCIM would put it back",
        ReviewOutcome.InLooker => "Take it away in Looker: Scimify does not change this account",
        ReviewOutcome.Gone => "It had ended already",
        _ => "",
    };

    public static (string Tone, string Icon, string Text) Look(ReviewState state, DateTimeOffset dueAt, DateTimeOffset now) => state switch
    {
        ReviewState.Closed => ("good", "lock", "Closed"),
        ReviewState.Cancelled => ("quiet", "minus", "Cancelled"),
        _ when dueAt <= now => ("bad", "alert", "Overdue"),
        _ => ("wait", "clock", $"{Times.Words(dueAt - now)} left"),
    };

    /// <summary>How a manager's link is doing.</summary>
    public static (string Tone, string Icon, string Text) Look(ReviewManagerResource manager, DateTimeOffset now) => manager switch
    {
        { Open: 0 } => ("good", "check", "Done"),
        { Active: false } => ("bad", "alert", "Has left"),
        { Link: null, RevokedAt: not null } => ("quiet", "minus", "Link ended"),
        { Link: null } => ("wait", "alert", "No link yet"),
        { Link: { } link } when link.ExpiresAt <= now => ("wait", "clock", "Link expired"),
        { OpenedAt: not null } => ("good", "clock", "Link opened"),
        { Link.Mailed: true } => ("quiet", "clock", "Link mailed"),
        _ => ("quiet", "clock", "Link handed over"),
    };

    public static (string Tone, string Icon, string Text) Look(ReviewedAccess row) => row.Decision switch
    {
        ReviewDecision.Keep => ("good", "check", "Keep"),
        ReviewDecision.Remove => ("bad", "close", "Take away"),
        ReviewDecision.NotMine => ("wait", "hand", "Not mine"),
        _ => ("quiet", "minus", "Open"),
    };
}
