using System.Globalization;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>What the browser posts with a manager's link, besides the fields of the rows.</summary>
public sealed class LinkForm
{
    /// <summary>The secret of the link.</summary>
    public string? Link { get; set; }

    /// <summary>Null for a form that only opens the link.</summary>
    public string? Save { get; set; }

    /// <summary>The page of rows that the form has.</summary>
    public string? Shown { get; set; }

    /// <summary>The page of rows to show afterwards.</summary>
    public string? Page { get; set; }

    public override string ToString() => nameof(LinkForm);
}

/// <summary>What the form said of the rows that it had. Only what was changed in it counts, so that an old tab takes nothing back.</summary>
/// <param name="Said">All rows of the form with an answer.</param>
/// <param name="Changed">Those that are complete, and were not so when the form was shown.</param>
/// <param name="Problems">What is wrong, by the row's number.</param>
internal sealed record LinkAnswers(IReadOnlyDictionary<int, LinkDecision> Said, IReadOnlyList<LinkDecision> Changed, IReadOnlyDictionary<int, string> Problems)
{
    public static readonly LinkAnswers None = new(new Dictionary<int, LinkDecision>(), [], new Dictionary<int, string>());

    private const string Field = "decision-";

    public static LinkAnswers Read(IFormCollection form)
    {
        var said = new Dictionary<int, LinkDecision>();
        var changed = new List<LinkDecision>();
        var problems = new Dictionary<int, string>();
        foreach (var key in form.Keys.Where(key => key.StartsWith(Field, StringComparison.Ordinal)).Take(ReviewLinkService.MostAtOnce))
        {
            if (!int.TryParse(key[Field.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || DecisionOf(form[key]) is not { } decision)
            {
                continue;
            }

            var reason = decision == ReviewDecision.Remove && form[$"reason-{number}"].ToString().Trim() is { Length: > 0 } text ? text : null;
            var before = (DecisionOf(form[$"was-{number}"]), decision == ReviewDecision.Remove && form[$"had-{number}"].ToString() is { Length: > 0 } had ? had : null);
            said[number] = new(number, decision, reason)
            {
                ShownAtUnixMs = long.TryParse(form[$"at-{number}"], NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null,
            };
            if (((ReviewDecision?)decision, reason) == before)
            {
                continue;
            }

            if (Problem(decision, reason) is { } problem)
            {
                problems[number] = problem;
            }
            else
            {
                changed.Add(said[number]);
            }
        }

        return new(said, changed, problems);
    }

    private static ReviewDecision? DecisionOf(string? word) => word switch
    {
        "keep" => ReviewDecision.Keep,
        "remove" => ReviewDecision.Remove,
        _ => null,
    };

    private static string? Problem(ReviewDecision decision, string? reason) =>
        decision == ReviewDecision.Remove && reason is null ? "Say why. The reason is part of the record."
        : reason is not null && !NewReview.IsReason(reason) ? $"Must have at most {NewReview.MaxReasonLength} characters, in one line."
        : null;
}
