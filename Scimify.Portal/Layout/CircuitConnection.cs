using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Scimify.Portal.Layout;

/// <summary>Whether the browser of this circuit is connected. A circuit outlives its page by minutes, in case it comes back.</summary>
public sealed class CircuitConnection : CircuitHandler
{
    public bool IsUp { get; private set; } = true;

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Set(isUp: true);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => Set(isUp: false);

    private Task Set(bool isUp)
    {
        IsUp = isUp;
        return Task.CompletedTask;
    }
}
