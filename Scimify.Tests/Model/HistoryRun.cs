using System.Collections.Immutable;
using Scimify.Core.Sync;

namespace Scimify.Tests.Model;

/// <param name="Seed">The history can be made again from it.</param>
/// <param name="IsGuarded">The deletion guard lets one removal of a person pass within an hour.</param>
internal sealed record History(int Seed, bool IsGuarded, IReadOnlyList<Step> Steps)
{
    public override string ToString() => $"seed {Seed}{(IsGuarded ? ", the guard lets one removal pass within an hour" : "")}\n"
        + string.Join('\n', Steps.Select((step, i) => $"{i + 1,3} {step}")).Replace(new string('x', 300), "x...").Replace(new string('y', 300), "y...");
}

/// <summary>Product and model, or product and Looker, do not agree.</summary>
internal sealed class DisagreementException(string message) : Exception(message);

/// <summary>Runs one history against the product and the model, and compares them after each step.</summary>
internal sealed class HistoryRun(ProductWorld product, Func<ModelState, ModelState>? falsify = null)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>A row that fails while others do not exist may be at fault itself, so it waits the longer the more often it has failed.</summary>
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMinutes(6);

    private readonly Dictionary<int, Guid> _users = [];
    private readonly Dictionary<int, Guid> _groups = [];
    private readonly List<HeldDeletion> _deletions = [];
    private readonly Comparison _comparison = new(product);
    private ModelState _model = ModelState.Empty;
    private bool _isGuarded;

    /// <exception cref="DisagreementException">With the number of the step.</exception>
    public async Task RunAsync(History history)
    {
        _isGuarded = history.IsGuarded;
        await product.BeginAsync(new() { Enabled = history.IsGuarded, MaxCount = 1, MaxPercent = 100 });
        _comparison.Begin();
        for (var i = 0; i < history.Steps.Count; i++)
        {
            await AtAsync($"after step {i + 1}", () => StepAsync(history.Steps[i]));
        }

        await AtAsync("in the end", EndAsync);
    }

    private static async Task AtAsync(string when, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DisagreementException($"{when}: {(e is DisagreementException ? e.Message : e.ToString())}");
        }
    }

    private async Task StepAsync(Step step)
    {
        var rest = Soon;
        product.Wire.HasStruck = false;
        switch (step)
        {
            case Step.Write write:
                await WriteAsync(write, null, false);
                break;
            case Step.Meet meet:
                await WriteAsync(meet.First, meet.Second, meet.IsMidCall);
                break;
            case Step.Turn turn:
                rest = turn.Weather == Weather.Fine && product.Wire.Weather is not (Weather.Fine or Weather.Refused) ? AfterTrouble : Soon;
                product.Wire.Weather = turn.Weather;
                break;
            case Step.Hit hit:
                product.Wire.Hit(hit.Strike, hit.Skip);
                break;
            case Step.Pause pause:
                product.IsPaused = pause.IsPaused;
                break;
            case Step.Crash:
                await product.DropClaimAsync();
                break;
            case Step.Decide decide:
                await DecideAsync(decide.Release);
                break;
            case Step.Wait wait:
                await product.RestAsync(TimeSpan.FromMinutes(wait.Minutes));
                break;
            case Step.Stranger stranger:
                _comparison.AddStranger(stranger.Address);
                break;
            case Step.Edit edit when product.Wire.Weather == Weather.Fine && !product.IsPaused:
                await EditAsync(edit);
                break;
        }

        await RestAsync(rest);
        if (product.Wire.HasStruck)
        {
            await RestAsync(AfterTrouble);
        }

        var rows = await product.RowsAsync();
        await RequireShownAsync([_model], rows);
        Comparison.RequireCounts(await product.CountsAsync(), rows);
        _comparison.RequireOut(_model, _users, _groups, rows);
    }

    private async Task RestAsync(TimeSpan within)
    {
        await product.RestAsync(within);
        while (product.Wire.HasDied)
        {
            await product.RestartAsync();
            await product.RestAsync(within);
        }
    }

    private async Task WriteAsync(Step.Write first, Step.Write? second, bool isMidCall)
    {
        var start = _model;
        var attempts = new List<Attempt>();
        var writes = new List<Underway>();
        await BeginAsync(first);
        if (second is not null && isMidCall && writes.Count > 0)
        {
            product.Wire.Meanwhile = () => BeginAsync(second);
        }
        else if (second is not null)
        {
            await BeginAsync(second);
        }

        var answers = await product.AnswerAsync(writes);
        for (var i = 0; i < writes.Count; i++)
        {
            attempts.First(a => a.Underway == writes[i]).Answer = answers[i];
        }

        var rows = await product.RowsAsync();
        foreach (var attempt in attempts)
        {
            if (attempt.Answer.Status >= 500 || (attempt.Status >= 400 && attempt.Answer.Status != attempt.Status && attempt.Answer != ModelAnswer.None))
            {
                throw new DisagreementException($"{attempt.Write} was answered {attempt.Answer}");
            }
        }

        _model = await RequireShownAsync([.. Outcomes.Allowed(start, attempts, _isGuarded).Select(state => falsify?.Invoke(state) ?? state)], rows, attempts.Select(a => a.Answer));
        foreach (var attempt in attempts.Where(a => _isGuarded && (a.Answer.Sync == SyncState.Held || a.Answer.IsRefused)))
        {
            NoteHeld(attempt, rows);
        }

        if (attempts is [{ Answer.Sync: SyncState.Applied } applied])
        {
            _comparison.RequireApplied(applied, _model, _users, _groups, rows);
        }

        if (product.Wire.Meanwhile is not null)
        {
            product.Wire.Meanwhile = null;
            await WriteAsync(second!, null, false);
        }

        async Task BeginAsync(Step.Write write)
        {
            if (_model.Write(write) is not var (after, status))
            {
                return;
            }

            var attempt = new Attempt(write, _model, after, status);
            if (write is Step.DeleteUser deleted)
            {
                attempt.Deleted = _users[deleted.Person];
            }

            attempts.Add(attempt);
            attempt.Underway = await ScimWrites.CommitAsync(product, write, _model, _users, _groups, answer => attempt.Answer = answer);
            if (attempt.Underway is { } underway)
            {
                writes.Add(underway);
                _model = after;
            }

            if (attempt.Underway is null != (status >= 400 && after == attempt.Before))
            {
                throw new DisagreementException($"{write}: the directory should answer {status}, and {attempt.Answer} came");
            }
        }
    }

    private void NoteHeld(Attempt attempt, StoredRows rows)
    {
        if (attempt.Write is Step.DeleteUser deleted)
        {
            var teams = attempt.Before.Teams.Where(t => t.Value.Members.Contains(deleted.Person)).Select(t => t.Key).ToList();
            _deletions.Add(new(attempt.Deleted, attempt.Before.People[deleted.Person], teams, [.. teams.Select(t => _groups[t])]));
        }
        else if (ModelState.PersonOf(attempt.Write) is { } place && _model.People.TryGetValue(place, out var person) && !person.Active)
        {
            _model = _model.With(place, person with { IsHeld = rows.Users.Single(u => u.Row.Id == _users[place]).Row.IsHeld });
        }
    }

    /// <summary>Whoever was held leaves, or is as before.</summary>
    private async Task DecideAsync(bool release)
    {
        await product.DecideAsync(release);
        var rows = await product.RowsAsync();
        foreach (var (place, person) in _model.People.Where(p => p.Value.IsHeld))
        {
            _model = _model.With(place, person with { IsHeld = false, Active = !release });
        }

        foreach (var held in _deletions.ToList())
        {
            var row = rows.Users.FirstOrDefault(u => u.Row.Id == held.Id).Row;
            if (release || row is null)
            {
                _deletions.Remove(held);
            }
            else if (row.DeletedAt is null)
            {
                _deletions.Remove(held);
                var place = _model.People.Keys.Append(100).Max() + 1;
                foreach (var old in _users.Where(u => u.Value == held.Id).Select(u => u.Key).ToList())
                {
                    _users.Remove(old);
                }

                _users[place] = held.Id;
                _model = _model.With(place, held.Person with { IsHeld = false, Active = row.Active });
                foreach (var (team, id) in held.Teams.Zip(held.Ids).Where(t => _model.Teams.ContainsKey(t.First) && _groups[t.First] == t.Second))
                {
                    _model = _model.With(team, _model.Teams[team] with { Members = _model.Teams[team].Members.Add(place) });
                }
            }
        }
    }

    private async Task EditAsync(Step.Edit edit)
    {
        product.Wire.Spare();
        _comparison.Edit(edit, _users, _groups, await product.RowsAsync());
        await product.CompareAsync();
    }

    private async Task EndAsync()
    {
        product.Wire.Mend();
        product.IsPaused = false;
        await product.RestartAsync();
        await product.RestAsync(TimeSpan.FromMinutes(10));
        if (_comparison.IsEdited)
        {
            await product.CompareAsync();
        }

        await product.RestAsync(TimeSpan.FromDays(1));
        var rows = await product.RowsAsync();
        await RequireShownAsync([_model], rows);
        _comparison.RequireOut(_model, _users, _groups, rows, isEnd: true);
        new EndCheck(product.Wire.Looker, _model, _users, _groups, rows, _comparison).Run();
    }

    private Task<ModelState> RequireShownAsync(IReadOnlyList<ModelState> allowed, StoredRows rows, params IEnumerable<ModelAnswer> answers)
    {
        var shown = Comparison.Shown(rows, _users, _groups);
        return Task.FromResult(allowed.FirstOrDefault(state => state.Shown() == shown)
            ?? throw new DisagreementException($"SCIM shows\n{shown}\nbut should show\n{string.Join("\nor\n", allowed.Select(a => a.Shown()).Distinct())}\nafter {string.Join(" and ", answers)}"));
    }

    private sealed record HeldDeletion(Guid Id, ModelPerson Person, List<int> Teams, List<Guid> Ids);
}

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
