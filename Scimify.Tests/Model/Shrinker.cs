namespace Scimify.Tests.Model;

/// <summary>Leaves steps out of a history that fails, as long as it still fails.</summary>
internal static class Shrinker
{
    /// <param name="fails">The words of the disagreement; null: there is none.</param>
    public static async Task<(History History, string Words)> ShrinkAsync(History history, string words, Func<History, Task<string?>> fails)
    {
        var isShorter = true;
        while (isShorter)
        {
            isShorter = false;
            foreach (var shorter in Shorter(history))
            {
                if (await fails(shorter) is { } again)
                {
                    (history, words, isShorter) = (shorter, again, true);
                    break;
                }
            }
        }

        return (history, words);
    }

    private static IEnumerable<History> Shorter(History history)
    {
        var steps = history.Steps;
        for (var size = Math.Max(1, steps.Count / 2); size > 0; size /= 2)
        {
            for (var from = steps.Count - size; from >= 0; from -= size)
            {
                yield return history with { Steps = [.. steps.Take(from), .. steps.Skip(from + size)] };
            }
        }

        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var simpler in Simpler(steps[i]))
            {
                yield return history with { Steps = [.. steps.Take(i), simpler, .. steps.Skip(i + 1)] };
            }
        }

        if (history.IsGuarded)
        {
            yield return history with { IsGuarded = false };
        }

        if (history.Deletes)
        {
            yield return history with { Deletes = false };
        }
    }

    private static IEnumerable<Step> Simpler(Step step) => step switch
    {
        Step.Meet meet => [meet.First, meet.Second],
        Step.PatchUser patch => ((Step.PatchUser[])[patch with { Active = null }, patch with { Address = null }, patch with { Given = null }]).Where(p => p != patch),
        Step.PatchGroup patch => ((Step.PatchGroup[])[patch with { Name = null }, patch with { Add = new() }, patch with { Remove = new() }]).Where(p => p != patch),
        Step.NewGroup { Members.All.Length: > 0 } made => [made with { Members = new() }],
        Step.PutGroup { Members.All.Length: > 0 } put => [put with { Members = new() }],
        Step.NewUser { IsPlain: true } made => [made with { IsPlain = false }],
        _ => [],
    };
}
