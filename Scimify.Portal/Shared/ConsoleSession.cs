using Microsoft.AspNetCore.Components.Authorization;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Shared;

/// <summary>Who sits at the screen of this circuit, in which time zone, and from which address.</summary>
public sealed class ConsoleSession(AuthenticationStateProvider authentication, ActorAccessor actors)
{
    public Viewer Viewer { get; set; } = new(Theme: null, ZoneId: null, Address: null);

    /// <summary>Something was changed here that the banner may speak of.</summary>
    public event Action? Changed;

    public void Tell() => Changed?.Invoke();

    public TimeZoneInfo Zone => Viewer.Zone();

    /// <summary>Asked anew for each action, since a circuit may live for hours. Null when nobody is signed in (any more).</summary>
    public async Task<Actor?> TryActorAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return await actors.FindAsync(state.User, Viewer.Address, CancellationToken.None);
    }

    /// <exception cref="ForbiddenException">Nobody is signed in (any more).</exception>
    public async Task<Actor> ActorAsync() => await TryActorAsync() ?? throw new ForbiddenException();
}
