using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>
/// Where a manager's link leads: the rows of their own people, in a plain form without a circuit. Whatever does not work gets the same
/// answer, whether it never was a link, was replaced or ended, has expired, or its review has ended.
/// </summary>
public sealed partial class LinkPage : ComponentBase
{
    private const int RowsAtOnce = 50;

    private const string NoLink = "It was ended or replaced by a newer one, or it is too old, or the review has ended. Ask whoever gave it to you.";

    private OpenedReviewLink? _opened;
    private LinkRows? _rows;
    private LinkAnswers _answers = LinkAnswers.None;
    private string _title = "This link does not work";
    private string? _problem;
    private string? _done;

    [CascadingParameter] public required HttpContext Context { get; init; }

    [Inject] public required ReviewLinkService Links { get; init; }

    [Inject] public required ReviewManagersQuery Query { get; init; }

    [Inject] public required ReviewLinkLimiter Limiter { get; init; }

    [SupplyParameterFromForm] public LinkForm Form { get; set; } = null!;

    private PageRequest Part => new(Math.Max(1, int.TryParse(Form.Page, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Min(page, PageRequest.MaxPage) : 1), RowsAtOnce);

    private IReadOnlyDictionary<int, string> Problems => _answers.Problems;

    /// <summary>Before the form is answered, because the page shows another one once a link is open.</summary>
    protected override async Task OnInitializedAsync()
    {
        Context.Response.Headers.CacheControl = "no-cache, no-store";    // as the antiforgery token has it, which the page of a refused link lacks
        Form ??= new LinkForm();
        if (Form.Link is { } link)
        {
            Form.Link = link.Trim().Split('#')[^1];
            _opened = await Links.OpenAsync(Form.Link, Context.RequestAborted);
            await ReadAsync();
        }
    }

    private async Task ReadAsync() => _rows = _opened is null ? null : await Query.RowsAsync(_opened, Part, Context.RequestAborted);

    private async Task SubmitAsync()
    {
        if (_opened is null)
        {
            Refuse();
        }
        else if (Form.Save is not null)
        {
            await SaveAsync();
        }
    }

    private async Task SaveAsync()
    {
        _answers = LinkAnswers.Read(Context.Request.Form);
        LinkDecided? decided = new(0, 0, 0);
        if (_answers.Changed.Count > 0)
        {
            decided = await Links.DecideAsync(Form.Link!, _answers.Changed, Context.Connection.RemoteIpAddress.Plain()?.ToString(), Context.RequestAborted);
        }

        if (decided is null)
        {
            (_opened, _rows) = (null, null);
            Refuse();
            return;
        }

        var noted = $"{Times.Count(decided.Done, "decision is", "decisions are")} noted.";
        string[] wrong =
        [
            .. Problems.Count > 0 ? [$"{Times.Count(Problems.Count, "answer is", "answers are")} not right yet."] : Array.Empty<string>(),
            .. decided.Changed > 0 ? [$"{Times.Count(decided.Changed, "row was", "rows were")} decided elsewhere meanwhile. Look again."] : Array.Empty<string>(),
            .. decided.Others > 0 ? [$"{Times.Count(decided.Others, "row is", "rows are")} not yours to decide."] : Array.Empty<string>(),
        ];
        if (wrong.Length > 0)
        {
            Context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            _problem = string.Join(' ', [noted, .. wrong]);
            if (Problems.Count > 0 || decided.Changed > 0)
            {
                Form.Page = Form.Shown;    // what is wrong has to be seen
            }
        }
        else
        {
            _done = decided.Done > 0 ? noted : "Nothing was changed.";
        }

        await ReadAsync();
    }

    private void Refuse()
    {
        var wait = Limiter.Note(Context.Connection.RemoteIpAddress);
        if (wait is { } pause)
        {
            Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            (_title, _problem) = ("Too many tries", "Too many links that do not work came from your address. Wait a minute, and open your link again.");
            return;
        }

        Context.Response.StatusCode = StatusCodes.Status410Gone;
        _problem = NoLink;
    }

    /// <summary>What was typed, until it is right; otherwise what is noted.</summary>
    private (ReviewDecision Decision, string? Reason) SaidOf(ReviewedAccess row) =>
        Problems.ContainsKey(row.Number) && _answers.Said.TryGetValue(row.Number, out var said) ? (said.Decision, said.Reason) : (row.Decision, ReasonOf(row));

    /// <summary>What the manager wrote. What reviewers write is for the people of the console.</summary>
    private static string? ReasonOf(ReviewedAccess row) => row is { Decision: ReviewDecision.Remove, DecidedByLink: true } ? row.Reason : null;

    private static string Word(ReviewDecision decision) => decision switch
    {
        ReviewDecision.Keep => "keep",
        ReviewDecision.Remove => "remove",
        _ => "",
    };

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Origin(ReviewedAccess row)
    {
        var since = row.Since is { } at ? $" Since {Day(at)}." : "";
        var last = row.LastDecidedAt is { } decided ? $" In the last review, on {Day(decided)}: {(row.LastDecision == ReviewDecision.Keep ? "kept" : "to be taken away")}." : "";
        return (row.Source == ReviewedSource.ByHand ? "Given by hand in Looker." : row.Source == ReviewedSource.Adopted ? "Was in Looker before." : "Given through your identity provider.") + since + last;
    }
}
