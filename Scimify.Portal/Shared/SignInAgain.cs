using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.JSInterop;
using Scimify.Core.People;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Shared;

/// <summary>
/// The console's side of <see cref="FreshSignIn"/>: leads to the sign-in page, and from there back to this one, with what was typed
/// or selected. The browser's tab keeps that meanwhile, encrypted, for the same person and the same page.
/// </summary>
public sealed class SignInAgain(ConsoleSession session, NavigationManager navigation, TimeProvider clock, ProtectedSessionStorage kept)
{
    private const string Key = "scimify.work";

    /// <summary>Long enough to fetch a phone, and too short to be a surprise.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    /// <summary>Call it before a dialog opens. The services check again.</summary>
    /// <param name="act">What the person is about to do. The sign-in page says so.</param>
    /// <param name="work">What <see cref="TakeAsync"/> gives back when the person is here again. No secret.</param>
    /// <returns>False if the person is on the way to the sign-in page.</returns>
    public async Task<bool> IsFreshAsync(FreshAct act, object? work = null)
    {
        var isFresh = await session.TryActorAsync() is { } actor && FreshSignIn.IsFresh(actor, clock.GetUtcNow());
        if (!isFresh)
        {
            await LeadAsync(act, work);
        }

        return isFresh;
    }

    /// <summary>For a page or a dialog that was open for too long.</summary>
    /// <inheritdoc cref="IsFreshAsync"/>
    public async Task LeadAsync(FreshAct act, object? work = null)
    {
        var path = Here;
        if (work is not null && session.Viewer.PersonId is { } person)
        {
            try
            {
                await kept.SetAsync(Key, new KeptWork(person, path, work.GetType().Name, JsonSerializer.Serialize(work, work.GetType()), clock.GetUtcNow()));
            }
            catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
            {
                // The browser has no room for it: then it is asked for once more.
            }
        }

        navigation.NavigateTo($"sign-in?again=true&act={EnumWords.Of(act)}&returnUrl={Uri.EscapeDataString(path)}", forceLoad: true);
    }

    /// <summary>What this page has kept while its person signed in again; null if nothing. It is given back once.</summary>
    public async Task<T?> TakeAsync<T>()
        where T : class
    {
        try
        {
            if (await kept.GetAsync<KeptWork>(Key) is not { Success: true, Value: { } work } || work.Kind != typeof(T).Name || work.Path != Here)
            {
                return null;
            }

            await kept.DeleteAsync(Key);
            var age = clock.GetUtcNow() - work.At;
            return work.Person == session.Viewer.PersonId && age >= TimeSpan.Zero && age <= KeptFor && await session.TryActorAsync() is not null ? JsonSerializer.Deserialize<T>(work.Content) : null;
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException or CryptographicException or JsonException)
        {
            return null;
        }
    }

    private string Here => new Uri(navigation.Uri).PathAndQuery;
}

/// <param name="Path">The page's, with what is chosen in its address.</param>
/// <param name="Kind">The name of the content's type.</param>
/// <param name="Content">JSON.</param>
internal sealed record KeptWork(Guid Person, string Path, string Kind, string Content, DateTimeOffset At);
