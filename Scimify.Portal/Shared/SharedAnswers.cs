using Scimify.Core.Changes;
using Scimify.Core.People;

namespace Scimify.Portal.Shared;

/// <summary>
/// One answer for all who ask the same of an organization with the same role: for a second, and only until something changes. So
/// a change costs one query for each view that is open, however many people have it open.
/// </summary>
public sealed class SharedAnswers(ChangeFeed feed, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<Question, Answer> _answers = [];

    /// <param name="actor">Who asks. The answer may depend on organization and role alone.</param>
    /// <param name="what">What is asked, with every parameter.</param>
    /// <param name="ask">Runs to its end, even if whoever asked first has gone, unless the server stops.</param>
    public async Task<T> AskAsync<T>(Actor actor, string what, Func<CancellationToken, Task<T>> ask, CancellationToken ct)
        where T : class
    {
        var question = new Question(typeof(T), actor.OrganizationKey, actor.Role, what);
        Task<T> answer;
        TaskCompletionSource<T>? first = null;
        lock (_lock)
        {
            // The version is read before the question is asked, so that the answer is no older.
            var version = feed.VersionOf(actor.OrganizationKey);
            if (_answers.TryGetValue(question, out var known) && known.Version == version && clock.GetElapsedTime(known.AskedAt) < Lasts && known.Task is not ({ IsFaulted: true } or { IsCanceled: true }))
            {
                answer = (Task<T>)known.Task;
            }
            else
            {
                Forget();
                first = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
                answer = first.Task;
                _answers[question] = new Answer(version, clock.GetTimestamp(), answer);
            }
        }

        if (first is not null)
        {
            // On this thread: SQLite answers at once, so that a page is whole when it is first shown, and its heading gets the focus.
            _ = AnswerAsync(first, ask);
        }

        return await answer.WaitAsync(ct);
    }

    private async Task AnswerAsync<T>(TaskCompletionSource<T> first, Func<CancellationToken, Task<T>> ask)
    {
        try
        {
            first.SetResult(await ask(_ending.Token));
        }
        catch (OperationCanceledException e)
        {
            first.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            first.SetException(e);
        }
    }

    /// <summary>Waits for the queries, so that none outlives the database. The source is not disposed: a page that asks too late may still read its token.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task all;
        lock (_lock)
        {
            all = Task.WhenAll(_answers.Values.Select(answer => answer.Task));
        }

        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget()
    {
        foreach (var (question, _) in _answers.Where(a => a.Value.Task.IsCompleted && clock.GetElapsedTime(a.Value.AskedAt) >= Lasts).ToList())
        {
            _answers.Remove(question);
        }
    }

    private readonly record struct Question(Type Type, int OrganizationKey, PortalRole Role, string What);

    private readonly record struct Answer(long Version, long AskedAt, Task Task);
}
