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
            if (ct.IsCancellationRequested)
            {
                throw Stopped("Interrupted.", done, [.. steps.Skip(i)]);
            }

            try
            {
                await step.Run(context, ct);
            }
            catch (Exception e)
            {
                throw Stopped(Reason(step, e), e is PartlyDoneException ? done + step.Changes.Count : done, [.. steps.Skip(i + 1)]);
            }

            done += step.Changes.Count;
            foreach (var change in step.Changes)
            {
                await terminal.Output.WriteLineAsync($"done: {PlanText.Line(change)}");
            }
        }
    }

    private static string Reason(PlanStep failed, Exception e)
    {
        var names = string.Join(", ", failed.Changes.Select(change => change.Name));
        var secret = failed.MakesSecret ? " If it exists, nobody has its secret: remove it in the console before you apply again." : "";
        return e switch
        {
            PartlyDoneException => e.Message,
            ApiRefusedException { IsConflictInBetween: true } or ChangedInBetweenException => $"{names} has changed since the plan was made, and was left as it is. Look at a new plan.",
            ApiRefusedException { Status: < HttpStatusCode.InternalServerError } refused => $"{names} was not changed. {DisplayText.Sentence(refused.Sentence)}",
            ApiRefusedException broken => NotKnown(broken.Sentence),
            OperationCanceledException => NotKnown("Interrupted"),
            VerbException and not NoAnswerException => $"{names} was not changed. {DisplayText.Sentence(e.Message)}",
            _ => NotKnown(e.Message),
        };

        string NotKnown(string cause) => $"{DisplayText.Sentence(cause)} It is not known whether {names} was changed: look at a new plan.{secret}";
    }

    private static VerbException Stopped(string reason, int done, IReadOnlyList<PlanStep> rest)
    {
        var left = rest.SelectMany(step => step.Changes).ToList();
        var made = $"{Count(done, "change was", "changes were")} made before it";
        string[] lines = left.Count == 0 ? [reason, $"{made}."] : [reason, $"{made}, and {Count(left.Count, "was", "were")} not begun:", .. left.Select(change => $"    {PlanText.Line(change)}")];
        return new VerbException(string.Join(Environment.NewLine, lines));
    }

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
