using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>The banner on top of every page: integrations that cannot reach Looker, tokens that expire soon, and changes that wait for a person. Refreshed with each page and every half minute.</summary>
public sealed partial class ProblemBanner : ComponentBase, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _leaving = new();
    private CancellationTokenRegistration _stopping;
    private IReadOnlyList<Problem> _problems = [];
    private IReadOnlyList<HeldNotice> _held = [];

    [Inject] public required ProblemQuery Problems { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required IHostApplicationLifetime Lifetime { get; init; }

    [Inject] public required ILogger<ProblemBanner> Logger { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            return;
        }

        // While the process goes on, an open page can outlive its server by minutes.
        _stopping = Lifetime.ApplicationStopping.Register(_leaving.Cancel);
        Navigation.LocationChanged += OnLocationChanged;
        Session.Changed += OnChanged;
        await LookAsync();
        _ = InvokeAsync(FollowAsync);
    }

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
        await LookAsync();
        StateHasChanged();
    });

    private async Task LookAsync()
    {
        try
        {
            var actor = await Session.TryActorAsync();
            _problems = actor is null ? [] : await Problems.RunAsync(actor, _leaving.Token);
            _held = actor is null ? [] : await Problems.HeldAsync(actor, _leaving.Token);
        }
        catch (Exception e) when (!_leaving.IsCancellationRequested)
        {
            // The banner must not take the page down with it. If the database is down, the page's own query shows it.
            LookFailed(Logger, e);
        }
        catch (OperationCanceledException)
        {
            (_problems, _held) = ([], []);
        }
    }

    /// <summary>The page that lists the changes needs no link to itself.</summary>
    private bool IsHere(HeldNotice notice) =>
        new Uri(Navigation.Uri).AbsolutePath.Equals(Navigation.ToAbsoluteUri(notice.Address).AbsolutePath, StringComparison.OrdinalIgnoreCase);

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
