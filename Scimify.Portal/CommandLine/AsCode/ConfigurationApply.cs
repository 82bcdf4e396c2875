using System.Net;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>Carries a plan out, step by step, and says exactly how far it came.</summary>
internal static class ConfigurationApply
{
    /// <exception cref="VerbException">A step was not done. The message says which, why, and what was done and what was not.</exception>
    public static async Task RunAsync(ConfigurationPlan plan, ApplyContext context, Terminal terminal, CancellationToken ct)
    {
        var (steps, done) = (plan.Steps, 0);
        foreach (var (i, step) in steps.Index())
        {
            try
            {
                await step.Run(context, ct);
            }
            catch (Exception e) when (e is ApiRefusedException or ChangedInBetweenException or VerbException or OperationCanceledException)
            {
                throw new VerbException(string.Join(Environment.NewLine, Lines(step, e, done, [.. steps.Skip(i + 1)])));
            }

            done += step.Changes.Count;
            foreach (var change in step.Changes)
            {
                await terminal.Output.WriteLineAsync($"done: {PlanText.Line(change)}");
            }
        }
    }

    private static IEnumerable<string> Lines(PlanStep failed, Exception e, int done, IReadOnlyList<PlanStep> rest)
    {
        var names = string.Join(", ", failed.Changes.Select(change => change.Name));
        yield return e switch
        {
            ApiRefusedException { IsConflictInBetween: true } or ChangedInBetweenException => $"{names} has changed since the plan was made, and was left as it is. Look at a new plan.",
            ApiRefusedException { Status: < HttpStatusCode.InternalServerError } refused => $"{names} was not changed. {refused.Sentence}",
            ApiRefusedException broken => $"{broken.Sentence} Look at a new plan for {names}.",
            OperationCanceledException => $"Interrupted. It is not known whether {names} was changed: look at a new plan.",
            NoAnswerException => $"{e.Message}. It is not known whether {names} was changed: look at a new plan.",
            _ => $"{names} was not changed. {e.Message}",
        };
        var left = rest.SelectMany(step => step.Changes).ToList();
        yield return $"{Count(done, "change was", "changes were")} made before it, and {Count(left.Count, "was", "were")} not begun{(left.Count == 0 ? "." : ":")}";
        foreach (var change in left)
        {
            yield return $"    {PlanText.Line(change)}";
        }
    }

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
