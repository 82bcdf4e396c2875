using Microsoft.AspNetCore.Components.Authorization;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Shared;

/// <summary>The person at this circuit's screen, with their time zone and address.</summary>
public sealed class ConsoleSession(AuthenticationStateProvider authentication, ActorAccessor actors, RefusedAccess refused)
{
    private Actor? _last;

    public Viewer Viewer { get; set; } = new(Theme: null, ZoneId: null, Address: null);

    /// <summary>The route of the page that is open, such as <c>/people</c>. For the audit log.</summary>
    public string? Page { get; set; }

    /// <summary>Raised after a change that may concern the banner.</summary>
    public event Action? Changed;

    public void Tell() => Changed?.Invoke();

    public TimeZoneInfo Zone => Viewer.Zone();

    /// <summary>Read again for each action, because a circuit may live for hours. Null if nobody is signed in, or no longer, or if the page was made for somebody else.</summary>
    public async Task<Actor?> TryActorAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        var actor = await actors.FindAsync(state.User, Viewer.Address, CancellationToken.None);
        return actor is not null && actor.Id == Viewer.PersonId ? _last = actor with { Refused = NoteRefusal } : null;
    }

    /// <exception cref="ForbiddenException">Nobody is signed in, or no longer.</exception>
    public async Task<Actor> ActorAsync() => await UseAsync() ?? throw _last?.Refuse("session") ?? new ForbiddenException();

    /// <summary>Notes in the audit log that the page refused something.</summary>
    /// <param name="lacks">A permission, or a word for what else the person would have needed.</param>
    public void NoteRefusal(string lacks)
    {
        if (_last is { } actor && Page is { } page)
        {
            refused.Note(actor, page, lacks);
        }
    }

    /// <summary>For what a person does: the session is not idle. That a page refreshes itself is no use.</summary>
    public async Task<Actor?> UseAsync()
    {
        var actor = await TryActorAsync();
        if (actor is not null)
        {
            actors.NoteUse((await authentication.GetAuthenticationStateAsync()).User);
        }

        return actor;
    }
}
