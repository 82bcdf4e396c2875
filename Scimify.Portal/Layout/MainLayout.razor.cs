using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Layout;

/// <summary>The rail, the top bar, and the page between them. What the shell shows is read again with each page, after what a page tells, and when it changes.</summary>
public sealed partial class MainLayout : LayoutComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private CancellationTokenRegistration _stopping;
    private Following? _following;
    private ErrorBoundary? _boundary;

    /// <summary>Null until it is read, and for somebody who is not signed in. Handed over from the prerendered page, so that the circuit begins with what is already on the screen.</summary>
    [PersistentState] public ShellView? View { get; set; }

    [Inject] public required ShellQuery Shell { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required CircuitConnection Connection { get; init; }

    [Inject] public required AppDialogs OpenDialogs { get; init; }

    [Inject] public required IHostApplicationLifetime Lifetime { get; init; }

    [Inject] public required ILogger<MainLayout> Logger { get; init; }

    private ShellPlace Place => ShellPlace.Of(Navigation.ToBaseRelativePath(Navigation.Uri));

    // Because of <base href>, a bare fragment would lead to the start page.
    private string SkipTarget => Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0] + "#content";

    protected override async Task OnInitializedAsync()
    {
        if (View is null)
        {
            await LookAsync();
        }

        if (RendererInfo.IsInteractive)
        {
            // While the process goes on, an open page can outlive its server by minutes.
            _stopping = Lifetime.ApplicationStopping.Register(Leave);
            Navigation.LocationChanged += OnLocationChanged;
            Session.Changed += OnChanged;
            Follow(await Session.TryActorAsync());
        }
    }

    protected override void OnParametersSet() => _boundary?.Recover();

    private void Recover() => _boundary?.Recover();

    // Whoever signs in does so with a page of their own, so a circuit has one person.
    private void Follow(Actor? actor)
    {
        if (actor is not null && !_leaving.IsCancellationRequested)
        {
            _following = new Following(Feed, Connection, OpenDialogs, Clock, change => change.Concerns(actor.OrganizationKey, null, ShellQuery.Topics), () => InvokeAsync(async () =>
            {
                await LookAsync();
                StateHasChanged();
            }));
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => OnChanged();

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        StateHasChanged();
        await LookAsync();
        StateHasChanged();
    });

    private async Task LookAsync()
    {
        try
        {
            View = await Session.TryActorAsync() is { } actor ? await Shell.RunAsync(actor, _leaving.Token) : null;
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // The shell must not take the page down with it. If the database is down, the page's own query shows it.
            LookFailed(Logger, e);
        }
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        Session.Changed -= OnChanged;
        _stopping.Dispose();
        Leave();
    }

    private void Leave()
    {
        _following?.Dispose();
        _leaving.Cancel();
    }

    [LoggerMessage(5002, LogLevel.Warning, "The console could not look up the health of the integrations")]
    private static partial void LookFailed(ILogger logger, Exception exception);
}
