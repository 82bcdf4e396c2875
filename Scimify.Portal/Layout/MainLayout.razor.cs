using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>The rail, the top bar, and the page between them. What the shell shows is read again with each page, after what a page tells, and every half minute.</summary>
public sealed partial class MainLayout : LayoutComponentBase, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _leaving = new();
    private CancellationTokenRegistration _stopping;
    private ErrorBoundary? _boundary;

    /// <summary>Null until it is read, and for somebody who is not signed in. Handed over from the prerendered page, so that the circuit begins with what is already on the screen.</summary>
    [PersistentState] public ShellView? View { get; set; }

    [Inject] public required ShellQuery Shell { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

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
            _stopping = Lifetime.ApplicationStopping.Register(_leaving.Cancel);
            Navigation.LocationChanged += OnLocationChanged;
            Session.Changed += OnChanged;
            _ = InvokeAsync(FollowAsync);
        }
    }

    protected override void OnParametersSet() => _boundary?.Recover();

    private void Recover() => _boundary?.Recover();

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                await LookAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return;
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
        _leaving.Cancel();
    }

    [LoggerMessage(5002, LogLevel.Warning, "The console could not look up the health of the integrations")]
    private static partial void LookFailed(ILogger logger, Exception exception);
}
