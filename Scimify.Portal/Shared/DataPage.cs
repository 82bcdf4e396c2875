using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared;

/// <summary>
/// A page that shows the answer of one query. It loads when its parameters change, keeps what it shows while it loads again, and
/// repeats the query every few seconds as long as something in the answer is changing.
/// </summary>
/// <remarks>Prerendering shows only the loading state: data are read once, by the circuit.</remarks>
public abstract partial class DataPage<T> : ComponentBase, IDisposable
    where T : class
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _leaving = new();
    private bool _watching;
    private int _loads;

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required ILoggerFactory Loggers { get; init; }

    protected Loadable<T> State { get; private set; } = new Loadable<T>.Loading();

    protected T? Value => (State as Loadable<T>.Ready)?.Value;

    /// <summary>The viewer; null until the first load.</summary>
    protected Actor? Actor { get; private set; }

    /// <summary>Cancelled when the person leaves the page.</summary>
    protected CancellationToken Leaving => _leaving.Token;

    protected abstract Task<T> QueryAsync(Actor actor, CancellationToken ct);

    /// <summary>Whether the answer will change on its own, so that it is worth querying again soon.</summary>
    protected virtual bool IsMoving(T value) => false;

    protected bool May(Permission permission) => Actor is { } actor && Permissions.Grants(actor.Role, permission);

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            await ReloadAsync();
        }
    }

    protected async Task ReloadAsync()
    {
        var load = ++_loads;
        Loadable<T> state;
        try
        {
            Actor = await Session.TryActorAsync();
            if (Actor is null)
            {
                Navigation.NavigateTo(Navigation.Uri, forceLoad: true);    // the request leads to the sign-in page and back
                return;
            }

            state = new Loadable<T>.Ready(await QueryAsync(Actor, _leaving.Token));
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
            Watch();
        }
    }

    private void Watch()
    {
        if (!_watching && Value is { } value && IsMoving(value))
        {
            _watching = true;
            _ = InvokeAsync(FollowAsync);
        }
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(RefreshInterval, Clock);
        try
        {
            while (Value is { } value && IsMoving(value) && await timer.WaitForNextTickAsync(_leaving.Token))
            {
                await ReloadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            _watching = false;
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    // The source is cancelled and not disposed: a queued refresh may still read its token.
    protected virtual void Dispose(bool disposing) => _leaving.Cancel();

    [LoggerMessage(5001, LogLevel.Error, "A page of the console could not read its data")]
    private static partial void QueryFailed(ILogger logger, Exception exception);
}
