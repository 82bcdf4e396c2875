using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>The managers of a review: how far each is, and their links, which are made, replaced and ended here.</summary>
public sealed partial class ReviewManagersPage : DataPage<ManagersOfReview>
{
    private readonly RowSelection _selected = new();
    private (string Tone, string Text)? _notice;

    [Inject] public required ReviewService Reviews { get; init; }

    [Inject] public required ReviewLinkService Links { get; init; }

    [Inject] public required ReviewManagersQuery Query { get; init; }

    [Inject] public required ReviewLinkMailer Mailer { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    protected override ChangeTopics Watches => ChangeTopics.Reviews;

    protected override bool IsHeldStill => _selected.Count > 0;

    protected override async Task<ManagersOfReview> QueryAsync(Actor actor, CancellationToken ct)
    {
        var review = await Reviews.GetAsync(actor, Id, ct);
        var managers = await Query.ListAsync(review, Text, Part, ct);
        _selected.Keep(managers.Items.Select(manager => manager.ScimId));
        return new(review, managers, await Links.MayBeShownAsync(actor, review, ct));
    }

    private static string LeadOf(ManagersOfReview view) => view.IsOpen
        ? "Managers have no account here. Each decides about their own people with a link, as often as they like until the review ends or the link expires. Whoever has the link decides in their name."
        : "The review has ended, and no link works any more.";

    private bool Manages(ManagersOfReview view) => view.IsOpen && May(Permission.ManageReviews);

    private bool Makes(ManagersOfReview view) => Manages(view) && (view.MayBeShown || Mailer.IsSet);

    private IReadOnlyList<Guid> Selected(ManagersOfReview view) => [.. view.Managers.Items.Select(manager => manager.ScimId).Where(_selected.Has)];

    /// <summary>Mails the links where that can be done, and shows the others once.</summary>
    private async Task MakeAsync(IReadOnlyList<Guid> managers)
    {
        _notice = null;
        var made = new List<IssuedReviewLink>();
        var refused = new List<string>();
        var actor = await Session.ActorAsync();
        foreach (var manager in managers)
        {
            try
            {
                made.Add(await Links.IssueAsync(actor, Id, manager, (link, ct) => Mailer.SendAsync(link, ReviewReminder.Started, ct), Leaving));
            }
            catch (ForbiddenException) when (!Value!.MayBeShown)
            {
                refused.Add("No mail server took a link, and only a reviewer of this review may be shown one.");
            }
            catch (RequestException e)
            {
                refused.Add(e.Message);
            }
        }

        var shown = made.FindAll(link => !link.Mailed);
        if (shown.Count > 0)
        {
            await Dialogs.OpenAsync<ReviewLinksDialog>(shown.Count == 1 ? "Hand over the link" : "Hand over the links", new Dictionary<string, object?> { [nameof(ReviewLinksDialog.Links)] = shown }, mustAnswer: true);
        }

        if (made.Count > 0 || refused.Count > 0)
        {
            var text = made.Count == 0 ? "" : $"{Times.Count(made.Count, "link is", "links are")} made{(made.Count > shown.Count ? $", {made.Count - shown.Count:N0} mailed" : "")}. ";
            _notice = (refused.Count > 0 ? "bad" : "good", text + string.Join(' ', refused.Distinct()));
        }

        _selected.Clear();
        await ReloadAsync();
    }

    private async Task EndAsync(ReviewManagerResource manager)
    {
        _notice = null;
        if (await Dialogs.ConfirmAsync($"End the link of {manager.Name}?", ["Nobody can decide with it any more.", "What was decided with it stays.", "They get no reminder until you make another link."], "End the link"))
        {
            try
            {
                await Links.RevokeAsync(await Session.ActorAsync(), Id, manager.ScimId, Leaving);
                _notice = ("good", $"The link of {manager.Name} works no more.");
            }
            catch (RequestException e)
            {
                _notice = ("bad", e.Message);
            }
        }

        await ReloadAsync();
    }
}

/// <param name="MayBeShown">Whether the viewer may be shown links that no mail server takes.</param>
public sealed record ManagersOfReview(AccessReview Review, ResultPage<ReviewManagerResource> Managers, bool MayBeShown)
{
    public bool IsOpen => Review.State == ReviewState.Open;
}
