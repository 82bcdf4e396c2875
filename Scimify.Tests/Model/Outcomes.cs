namespace Scimify.Tests.Model;

/// <summary>A write and what came of it.</summary>
internal sealed class Attempt(Step.Write write, ModelState before, ModelState after, int status)
{
    public Step.Write Write => write;

    public ModelState Before => before;

    public ModelState After => after;

    public int Status => status;

    public Underway? Underway { get; set; }

    public ModelAnswer Answer { get; set; } = ModelAnswer.None;

    /// <summary>Whom it deletes.</summary>
    public Guid Deleted { get; set; }
}

/// <summary>Which directories the answers allow.</summary>
internal static class Outcomes
{
    /// <param name="start">The directory before the first of them.</param>
    /// <param name="attempts">One, or two that met, in the order of their commits.</param>
    /// <param name="isGuarded">A removal that is held can go back as a whole.</param>
    public static IReadOnlyList<ModelState> Allowed(ModelState start, IReadOnlyList<Attempt> attempts, bool isGuarded) => attempts switch
    {
        [] => [start],
        [var only] => Of(only, only.Before, isGuarded),
        [var first, var second] => Two(start, first, second, isGuarded),
        _ => throw new ArgumentOutOfRangeException(nameof(attempts)),
    };

    private static List<ModelState> Two(ModelState start, Attempt first, Attempt second, bool isGuarded)
    {
        var allowed = new List<ModelState>();

        // Both, in their order; and the second one alone, on what is left of the first.
        foreach (var left in Of(first, first.Before, isGuarded).Concat(InPart(first)))
        {
            if (left.Write(second.Write) is var (after, status))
            {
                allowed.AddRange(Of(new(second.Write, left, after, status) { Answer = second.Answer }, left, isGuarded));
            }
            else
            {
                allowed.Add(left);
            }
        }

        if (first.Answer.IsRefused && ModelState.PersonOf(first.Write) is { } place && ModelState.PersonOf(second.Write) == place)
        {
            // A removal that asks for the refused address again does not fail, and does not get it either.
            allowed.AddRange(allowed.Where(a => start.People.ContainsKey(place) && a.People.TryGetValue(place, out var person) && !person.Active)
                .Select(a => a.With(place, start.People[place] with { Given = a.People[place].Given, Active = false })).ToList());
        }

        return first.Answer.IsRefused && second.Answer.IsRefused ? [.. allowed, start] : allowed;
    }

    /// <summary>If somebody has written since, only what Looker refused goes back.</summary>
    private static IEnumerable<ModelState> InPart(Attempt attempt)
    {
        yield return attempt.After;
        if (ModelState.PersonOf(attempt.Write) is { } place && attempt.Before.People.TryGetValue(place, out var before) && attempt.After.People.TryGetValue(place, out var after))
        {
            yield return attempt.After.With(place, after with { Given = before.Given });
            yield return attempt.After.With(place, after with { UserName = before.UserName, Email = before.Email, Kept = before.Kept });
        }
        else if (ModelState.GroupOf(attempt.Write) is { } group && attempt.Before.Teams.TryGetValue(group, out var old) && attempt.After.Teams.TryGetValue(group, out var now))
        {
            yield return attempt.After.With(group, now with { Name = old.Name });
        }
    }

    private static List<ModelState> Of(Attempt attempt, ModelState before, bool isGuarded)
    {
        if (attempt.Status >= 400)
        {
            return [attempt.After];
        }

        var back = attempt.After.TakenBack(attempt.Write, before);
        return attempt.Answer switch
        {
            { Status: 0 } => [attempt.After, back],
            { IsRefused: false } => [attempt.After],
            _ when isGuarded => [back, before],
            _ => [back],
        };
    }
}
