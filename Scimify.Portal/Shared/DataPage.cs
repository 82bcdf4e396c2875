using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Shared;

/// <summary>
/// A page that shows the answer of one query. It loads when its parameters change, keeps what it shows while it loads again, and
/// follows the changes of what it says that it shows.
/// </summary>
/// <remarks>Prerendering shows only the loading state: data are read once, by the circuit.</remarks>
public abstract partial class DataPage<T> : ComponentBase, IDisposable
    where T : class
{
    private readonly CancellationTokenSource _leaving = new();
    private Following? _following;
    private int _loads;
    private bool _isResumed;

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required ILoggerFactory Loggers { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required CircuitConnection Connection { get; init; }

    [Inject] public required AppDialogs OpenDialogs { get; init; }

    [Inject] public required SharedAnswers Answers { get; init; }

    [Inject] public required ReadTurns Turns { get; init; }

    protected Loadable<T> State { get; private set; } = new Loadable<T>.Loading();

    protected T? Value => (State as Loadable<T>.Ready)?.Value;

    /// <summary>The viewer; null until the first load.</summary>
    protected Actor? Actor { get; private set; }

    /// <summary>Cancelled when the person leaves the page.</summary>
    protected CancellationToken Leaving => _leaving.Token;

    protected abstract Task<T> QueryAsync(Actor actor, CancellationToken ct);

    /// <summary>What the page shows. It is read again within two seconds after that changed. None for a page that is a form.</summary>
    protected virtual ChangeTopics Watches => ChangeTopics.None;

    /// <summary>The only integration whose changes matter; null for all.</summary>
    protected virtual Guid? WatchedIntegration => null;

    /// <summary>Whether the page must stay as it is for now, because somebody is working in it.</summary>
    protected virtual bool IsHeldStill => false;

    /// <summary>Whether the address and the role decide the answer, so that people who look at the same share it.</summary>
    protected virtual bool IsShared => false;

    /// <summary>For what belongs to this page or this person alone, and must not be in an answer that others share. Runs before the answer is shown.</summary>
    protected virtual Task ArrivedAsync(Actor actor, T value, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Follows a change. A page may do with less than reading everything.</summary>
    protected virtual Task FollowAsync() => ReloadAsync();

    /// <summary>Goes on with what the page has kept while its person signed in again (<see cref="SignInAgain"/>). Runs once, when the first answer is shown.</summary>
    protected virtual Task ResumeAsync() => Task.CompletedTask;

    protected bool May(Permission permission) => Actor is { } actor && Permissions.Grants(actor.Role, permission);

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            await ReloadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isResumed && Value is not null)
        {
            _isResumed = true;
            var resumed = ResumeAsync();
            if (!resumed.IsCompletedSuccessfully)
            {
                await resumed;
                StateHasChanged();
            }
        }
    }

    protected async Task ReloadAsync()
    {
        var load = ++_loads;
        Loadable<T> state;
        try
        {
            if (await Session.TryActorAsync() is not { } actor)
            {
                Navigation.NavigateTo(Navigation.Uri, forceLoad: true);    // the request leads to the sign-in page and back
                return;
            }

            Actor = actor;
            var value = await AskAsync(actor);
            await ArrivedAsync(actor, value, _leaving.Token);
            state = new Loadable<T>.Ready(value);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return;
        }
        catch (RequestException e)
        {
            state = new Loadable<T>.Failed(e.Message, e is NotFoundException);
        }
        catch (Exception e)
        {
            QueryFailed(Loggers.CreateLogger(GetType()), e);
            state = new Loadable<T>.Failed(DatabaseOutage.Translate(e)?.Message ?? "The data could not be read. The server's log has the reason.", IsMissing: false);
        }

        if (load == _loads)
        {
            State = state;
            Follow(Actor);
        }
    }

    private Task<T> AskAsync(Actor actor) => IsShared
        ? Answers.AskAsync(actor, Navigation.Uri, ct => InTurnAsync(actor, ct), _leaving.Token)
        : InTurnAsync(actor, _leaving.Token);

    private Task<T> InTurnAsync(Actor actor, CancellationToken ct) => GetType().IsDefined(typeof(ReadsFromLookerAttribute), inherit: false)
        ? QueryAsync(actor, ct)
        : Turns.TakeAsync(actor.OrganizationKey, () => QueryAsync(actor, ct), ct);

    private void Follow(Actor? actor)
    {
        if (actor is null || Watches == ChangeTopics.None || _leaving.IsCancellationRequested)
        {
            return;
        }

        _following ??= new Following(
            Feed, Connection, OpenDialogs, Clock, change => change.Concerns(actor.OrganizationKey, WatchedIntegration, Watches), () => InvokeAsync(FollowChangeAsync));
    }

    private async Task FollowChangeAsync()
    {
        if (!IsHeldStill && !_leaving.IsCancellationRequested)
        {
            await FollowAsync();
            StateHasChanged();
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    // The source is cancelled and not disposed: a queued refresh may still read its token.
    protected virtual void Dispose(bool disposing)
    {
        _following?.Dispose();
        _leaving.Cancel();
    }

    [LoggerMessage(5001, LogLevel.Error, "A page of the console could not read its data")]
    private static partial void QueryFailed(ILogger logger, Exception exception);
}
