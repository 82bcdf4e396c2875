using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Scimify.Portal.Shared;

/// <summary>The browser of this circuit, as far as it decides whether a page follows what changes. A circuit outlives its page by minutes, in case it comes back.</summary>
public sealed class CircuitConnection : CircuitHandler
{
    private bool _isShown = true;

    public bool IsUp { get; private set; } = true;

    /// <summary>Whether somebody may be looking: the browser is connected, and its tab is not behind others.</summary>
    public bool IsSeen => IsUp && _isShown;

    /// <summary>Whether the person has scrolled away from the top of the page.</summary>
    public bool IsScrolled { get; private set; }

    /// <summary>Raised when <see cref="IsSeen"/> or <see cref="IsScrolled"/> may have changed.</summary>
    public event Action? Changed;

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => SetAsync(isUp: true);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => SetAsync(isUp: false);

    public void Show(bool isShown)
    {
        _isShown = isShown;
        Changed?.Invoke();
    }

    public void Scroll(bool isScrolled)
    {
        IsScrolled = isScrolled;
        Changed?.Invoke();
    }

    private Task SetAsync(bool isUp)
    {
        IsUp = isUp;
        Changed?.Invoke();
        return Task.CompletedTask;
    }
}
