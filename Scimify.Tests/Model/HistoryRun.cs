using Scimify.Core.Integrations;
using Scimify.Core.Sync;

namespace Scimify.Tests.Model;

/// <param name="Seed">The history can be made again from it.</param>
/// <param name="IsGuarded">The deletion guard lets one removal of a person pass within an hour.</param>
/// <param name="Deletes">A SCIM DELETE deletes the account, and does not only disable it.</param>
internal sealed record History(int Seed, bool IsGuarded, bool Deletes, IReadOnlyList<Step> Steps)
{
    public override string ToString() => $"seed {Seed}{(IsGuarded ? ", the guard lets one removal pass within an hour" : "")}{(Deletes ? ", DELETE deletes the account" : "")}\n"
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
    private readonly AccessTrace _access = new(product);
    private ModelState _model = ModelState.Empty;
    private bool _isGuarded;

    /// <exception cref="DisagreementException">With the number of the step.</exception>
    public async Task RunAsync(History history)
    {
        _isGuarded = history.IsGuarded;
        await product.BeginAsync(new IntegrationPolicies
        {
            DeletionGuard = new() { Enabled = history.IsGuarded, MaxCount = 1, MaxPercent = 100 },
            OnDelete = history.Deletes ? DeletionPolicy.Delete : DeletionPolicy.Disable,
        });
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
        await _access.NoteAsync(rows);
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
        foreach (var attempt in attempts.Where(a => _isGuarded && (a.Answer.Sync == SyncState.Held || a.Answer.IsRefused || a.Answer == ModelAnswer.None)))
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
        new EndCheck(product.Wire.Looker, _model, _users, _groups, rows, await product.WaitingRequestsAsync(), _comparison).Run();
        await _access.NoteAsync(rows);
        await _access.RequireAsync();
    }

    private Task<ModelState> RequireShownAsync(IReadOnlyList<ModelState> allowed, StoredRows rows, params IEnumerable<ModelAnswer> answers)
    {
        var shown = Comparison.Shown(rows, _users, _groups);
        return Task.FromResult(allowed.FirstOrDefault(state => state.Shown() == shown)
            ?? throw new DisagreementException($"SCIM shows\n{shown}\nbut should show\n{string.Join("\nor\n", allowed.Select(a => a.Shown()).Distinct())}\nafter {string.Join(" and ", answers)}"));
    }

    private sealed record HeldDeletion(Guid Id, ModelPerson Person, List<int> Teams, List<Guid> Ids);
}
