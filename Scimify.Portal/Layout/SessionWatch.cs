using Microsoft.AspNetCore.Components;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>
/// Leads away from an open page within seconds after its person signed out elsewhere, was locked, removed or given another role. A
/// page that nobody touches would go on showing what they may no longer see.
/// </summary>
public sealed partial class SessionWatch : ComponentBase, IDisposable
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required CircuitConnection Connection { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required ILogger<SessionWatch> Logger { get; init; }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            _ = InvokeAsync(WatchAsync);
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Every, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                // A browser that has gone, as after signing out, cannot be led anywhere.
                if (Connection.IsUp && !await GoesOnAsync())
                {
                    Navigation.NavigateTo(Navigation.Uri, forceLoad: true);    // the request leads to the sign-in page and back
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<bool> GoesOnAsync()
    {
        try
        {
            return await Session.TryActorAsync() is not null;
        }
        catch (Exception e) when (!_leaving.IsCancellationRequested)
        {
            SessionLookFailed(Logger, e);
            return true;
        }
    }

    public void Dispose() => _leaving.Cancel();

    [LoggerMessage(5009, LogLevel.Warning, "The console could not look whether a session goes on. It looks again")]
    private static partial void SessionLookFailed(ILogger logger, Exception exception);
}
