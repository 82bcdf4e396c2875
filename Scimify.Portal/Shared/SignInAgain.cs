using Microsoft.AspNetCore.Components;
using Scimify.Core.People;

namespace Scimify.Portal.Shared;

/// <summary>The console's side of <see cref="FreshSignIn"/>: leads to the sign-in page, and from there back to this one.</summary>
public sealed class SignInAgain(ConsoleSession session, NavigationManager navigation, TimeProvider clock)
{
    /// <summary>Call it before a dialog opens. The services check again.</summary>
    /// <returns>False if the person is on the way to the sign-in page.</returns>
    public async Task<bool> IsFreshAsync()
    {
        var isFresh = await session.TryActorAsync() is { } actor && FreshSignIn.IsFresh(actor, clock.GetUtcNow());
        if (!isFresh)
        {
            Lead();
        }

        return isFresh;
    }

    /// <summary>For a dialog that was open for too long.</summary>
    public void Lead() =>
        navigation.NavigateTo("sign-in?again=true&returnUrl=" + Uri.EscapeDataString(new Uri(navigation.Uri).PathAndQuery), forceLoad: true);
}
