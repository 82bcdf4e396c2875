using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Tables;

/// <summary>What became of an action on several rows. Each row was asked for by itself, so that a refusal keeps no other row back.</summary>
/// <param name="Done">How many rows it was carried out for.</param>
/// <param name="Refused">Why it was not for the others, and for how many, the most frequent reason first.</param>
public sealed record BulkOutcome(int Done, IReadOnlyList<(string Reason, int Count)> Refused)
{
    /// <param name="ids">The rows.</param>
    /// <param name="act">The action on one row. A <see cref="RequestException"/> is a refusal.</param>
    public static async Task<BulkOutcome> RunAsync(IEnumerable<Guid> ids, Func<Guid, Task> act)
    {
        var done = 0;
        var refused = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            try
            {
                await act(id);
                done++;
            }
            catch (RequestException e)
            {
                refused[e.Message] = refused.GetValueOrDefault(e.Message) + 1;
            }
        }

        return new(done, [.. refused.OrderByDescending(reason => reason.Value).Select(reason => (reason.Key, reason.Value))]);
    }

    /// <summary>Says how many it was done for, and why not for the others.</summary>
    /// <param name="done">What happened to so many rows, as a sentence.</param>
    public void Tell(Toasts toasts, Func<int, string> done, Func<Task>? undo = null)
    {
        if (Done > 0)
        {
            toasts.Done(done(Done), undo);
        }

        if (Refused.Count > 0)
        {
            var not = Refused.Sum(reason => reason.Count);
            toasts.Failed($"{not:N0} could not be done: {string.Join(" ", Refused.Select(r => $"{r.Reason.TrimEnd('.')} ({r.Count:N0})."))}");
        }
    }
}
