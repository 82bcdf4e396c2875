using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>One review: its rows with the decisions, how far it is, what closing it does, and its proof.</summary>
public sealed partial class ReviewPage : DataPage<OpenedReview>
{
    private readonly RowSelection _selected = new();

    [Inject] public required ReviewService Reviews { get; init; }

    [Inject] public required ReviewQuery Query { get; init; }

    [Inject] public required ReviewManagersQuery Managers { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    private (string Tone, string Icon, string Text) Look => ReviewWords.Look(Value!.Review.State, Value.Review.DueAt, Clock.GetUtcNow());

    protected override ChangeTopics Watches => ChangeTopics.Reviews;

    protected override bool IsHeldStill => _selected.Count > 0;

    protected override async Task<OpenedReview> QueryAsync(Actor actor, CancellationToken ct)
    {
        var review = await Reviews.GetAsync(actor, Id, ct);
        var rows = await Query.RowsAsync(review, new ReviewFilter(UrlState.Word<ReviewView>(View) ?? ReviewView.All, Text), Part, ct);
        _selected.Keep(rows.Items.Select(KeyOf));
        return new(
            review, await Query.OneAsync(review, ct), rows, await Query.WorthALookAsync(review, ct), await Query.ReviewersAsync(review, ct),
            review.State == ReviewState.Closed ? await Query.StillThereAsync(rows.Items, ct) : new HashSet<int>(), await Query.IsGenuineAsync(review, ct),
            review.ByManagers ? await Managers.CountsAsync(review, ct) : null);
    }

    private static string LeadOf(OpenedReview view) =>
        $"{ReviewWords.Of(view.Review)} in {view.Review.IntegrationName}, as of {Times.Utc(view.Review.StartedAt)}. Started by {view.Review.StartedBy}."
        + (view.Review is { LookerReadAt: null, Scope: ReviewScope.Accounts } ? " Looker's accounts were never read, so those that your identity provider does not know are not in it." : "")
        + (view.Review.EndedBy is { } by ? $" {(view.Review.State == ReviewState.Closed ? "Closed" : "Cancelled")} by {by}." : "");

    private static IReadOnlyList<ListView> TabsOf(OpenedReview view) =>
    [
        new(null, "All", view.Facts.Progress.Rows), new(nameof(ReviewView.Open), "Open", view.Facts.Progress.Open),
        .. view.Review.WithoutManager is > 0 and var without ? [new(nameof(ReviewView.WithoutManager), "Without a manager", without)] : Array.Empty<ListView>(), new(nameof(ReviewView.Look), "Worth a look", view.WorthALook),
        new(nameof(ReviewView.Keep), "Keep", view.Facts.Progress.Keep), new(nameof(ReviewView.Remove), "Take away", view.Facts.Progress.Remove),
    ];

    private static string WithoutManagerText(int rows) => rows switch
    {
        0 => "Everybody in the list has a manager.",
        1 => "1 row has no manager. The reviewers decide about it.",
        _ => $"{rows:N0} rows have no manager. The reviewers decide about them.",
    };

    private static Guid KeyOf(ReviewedAccess row) => new(row.Number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static string NameOf(ReviewedAccess row) => row.GroupName is { } group ? $"{row.Display} in {group}" : row.Display;

    private static int Percent(OpenedReview view) => 100 * view.Facts.Progress.Decided / Math.Max(1, view.Facts.Progress.Rows);

    private IReadOnlyCollection<int> Selected(OpenedReview view) => [.. view.Rows.Items.Where(row => _selected.Has(KeyOf(row)) && !IsOwn(row)).Select(row => row.Number)];

    private bool Decides(OpenedReview view) => view.IsOpen && May(Permission.ManageReviews) && view.Reviewers.Any(r => r.PersonId == Actor!.Id);

    private bool IsOwn(ReviewedAccess row) => row.IsOf(Actor!.Name);

    private bool MayClose(OpenedReview view) => view.Facts.Progress.Open == 0 || view.Review.DueAt <= Clock.GetUtcNow();

    private static string NowOf(OpenedReview view, ReviewedAccess row, ReviewOutcome outcome) =>
        view.IsOpen || row.UserKey is null || outcome == ReviewOutcome.Gone ? "" : view.StillThere.Contains(row.Number) ? ". Looker still gives it." : ". It has ended.";

    private string HrefOf(ReviewView view) => $"{Navigation.Unfiltered()}?view={view}";

    private static IEnumerable<(ReviewView? View, string Icon, string Tone, string Text, string Note)> EndingsOf(OpenedReview view)
    {
        var counts = view.Facts.Progress;
        if (counts.Removed > 0)
        {
            yield return (ReviewView.Removed, "check-circle", "good", $"{Times.Count(counts.Removed, "access", "accesses")} by hand {(counts.Removed == 1 ? "goes" : "go")}", "Scimify takes them away in Looker. The deletion guard counts them.");
        }

        if (counts.IdentityProvider > 0)
        {
            yield return (ReviewView.IdentityProvider, "alert", "wait", $"{counts.IdentityProvider:N0} through the identity provider {(counts.IdentityProvider == 1 ? "stays" : "stay")}", "SCIM would put them back at the next push. Hand the list to whoever looks after the identity provider.");
        }

        if (counts.InLooker > 0)
        {
            yield return (ReviewView.InLooker, "hand", "wait", $"{counts.InLooker:N0} to be done in Looker", "Accounts that your identity provider does not know, and protected ones. Scimify does not change them.");
        }

        if (counts.Gone > 0)
        {
            yield return (ReviewView.Gone, "minus", "quiet", $"{counts.Gone:N0} had ended already", "Between the start and the end of the review.");
        }

        yield return view.IsOpen
            ? (null, "lock", "quiet", "Nothing changes afterwards", "The list with every decision gets a hash, which the audit log keeps.")
            : (null, "lock", "good", view.Review.State == ReviewState.Closed ? "Closed for ever" : "Cancelled", view.Review.State == ReviewState.Closed ? "Nobody can change it any more." : "Nothing happened in Looker.");
    }

    private Task KeepAsync(IReadOnlyCollection<int> rows) => DecideAsync(rows, ReviewDecision.Keep, null);

    private Task RemoveAsync(IReadOnlyCollection<int> rows) => AskAsync(
        rows, ReviewDecision.Remove, $"Take {Times.Count(rows.Count, "access", "accesses")} away?", "Nothing happens in Looker until the review is closed.", $"Take away {rows.Count:N0}", "Changed to another department");

    private Task NotMineAsync(IReadOnlyCollection<int> rows) => AskAsync(
        rows, ReviewDecision.NotMine, $"Say that {rows.Count:N0} {(rows.Count == 1 ? "is" : "are")} not yours?", "They stay open for another reviewer.", "Not mine", "Not in my team");

    private async Task AskAsync(IReadOnlyCollection<int> rows, ReviewDecision decision, string title, string lead, string button, string placeholder)
    {
        if (rows.Count > 0 && await Dialogs.OpenAsync<ReasonDialog>(title, new Dictionary<string, object?>
        {
            [nameof(ReasonDialog.Lead)] = lead,
            [nameof(ReasonDialog.Button)] = button,
            [nameof(ReasonDialog.Placeholder)] = placeholder,
        }) is string reason)
        {
            await DecideAsync(rows, decision, reason);
        }
    }

    private Task DecideAsync(IReadOnlyCollection<int> rows, ReviewDecision decision, string? reason) => TryAsync(async actor =>
    {
        if (rows.Count == 0)
        {
            return;
        }

        var decided = await Reviews.DecideAsync(actor, Id, rows, decision, reason, Leaving);
        _selected.Clear();
        if (rows.Count > 1)
        {
            Toasts.Done($"{Times.Count(decided.Done, "decision is", "decisions are")} noted.");
        }
    });

    private async Task CancelAsync()
    {
        if (await Dialogs.OpenAsync<ConfirmDialog>("Cancel this review?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = (IReadOnlyList<string>)["Nobody can decide in it any more.", "Nothing happens in Looker.", "It cannot be taken back. Start another review instead."],
            [nameof(ConfirmDialog.Button)] = "Cancel the review",
        }) is true)
        {
            await TryAsync(actor => Reviews.CancelAsync(actor, Id, Leaving));
        }
    }

    private async Task CloseAsync()
    {
        var counts = Value!.Facts.Progress;
        IReadOnlyList<string> consequences =
        [
            $"{Times.Count(counts.Removed, "access", "accesses")} by hand {(counts.Removed == 1 ? "is" : "are")} taken away in Looker.",
            .. counts.IdentityProvider > 0 ? [$"{counts.IdentityProvider:N0} through the identity provider {(counts.IdentityProvider == 1 ? "stays" : "stay")}: SCIM would put them back. You get a list."] : Array.Empty<string>(),
            .. counts.InLooker > 0 ? [$"{counts.InLooker:N0} {(counts.InLooker == 1 ? "has" : "have")} to be done in Looker by hand."] : Array.Empty<string>(),
            .. counts.Open > 0 ? [$"{counts.Open:N0} {(counts.Open == 1 ? "was" : "were")} not decided, and {(counts.Open == 1 ? "stays" : "stay")}."] : Array.Empty<string>(),
            "Nobody can change or reopen the review.",
        ];
        if (await Dialogs.OpenAsync<ConfirmDialog>("Close this review?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = consequences,
            [nameof(ConfirmDialog.Button)] = "Close for ever",
            [nameof(ConfirmDialog.TypedName)] = ConfirmDialog.NumberToType(counts.Removed),
        }) is true)
        {
            await TryAsync(async actor =>
            {
                await Reviews.CloseAsync(actor, Id, Leaving);
                Toasts.Done("The review is closed. Its hash is in the audit log.");
            });
        }
    }

    private async Task TryAsync(Func<Actor, Task> what)
    {
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (RequestException e)
        {
            Toasts.Failed(e.Message);
        }

        await ReloadAsync();
        Session.Tell();
    }
}

/// <param name="StillThere">Of a closed review: the numbers of the rows of this page that Looker still gives.</param>
/// <param name="IsGenuine">Whether the stored rows still have the hash that was noted.</param>
/// <param name="Managers">Null unless managers decide.</param>
public sealed record OpenedReview(
    AccessReview Review, ReviewResource Facts, ResultPage<ReviewedAccess> Rows, long WorthALook, IReadOnlyList<(Guid PersonId, string Email, int Decided)> Reviewers, IReadOnlySet<int> StillThere, bool IsGenuine,
    ReviewManagerCounts? Managers)
{
    public bool IsOpen => Review.State == ReviewState.Open;
}
