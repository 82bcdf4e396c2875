using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>Which owners could come in if providers alone signed people in. Owners who are locked count nowhere.</summary>
/// <param name="ByProvider">Those who have signed in with a provider that is switched on now.</param>
/// <param name="ByBreakGlass">Those who are break-glass and have a passkey, or a password and an authenticator app.</param>
public sealed record WaysIn(IReadOnlySet<Guid> ByProvider, IReadOnlySet<Guid> ByBreakGlass)
{
    private const string HowOut = "Allow passwords and passkeys again first, under Sign-in.";

    /// <summary>For the moment when the policy is switched on.</summary>
    /// <param name="actor">Has to be able to come in again; a command line always is.</param>
    /// <exception cref="ConflictException">An owner or the actor would have no way in.</exception>
    public void RequireForPolicy(Actor actor)
    {
        if (ByProvider.Count == 0)
        {
            throw new ConflictException("No owner has signed in with a provider that is switched on. Let an owner sign in with it once, and try again.");
        }

        if (ByBreakGlass.Count == 0)
        {
            throw new ConflictException("No owner could come in while the provider is away. Name an owner as break-glass, with a passkey or with a password and an authenticator app.");
        }

        if (actor.Id is { } person && !ByProvider.Contains(person) && !ByBreakGlass.Contains(person))
        {
            throw new ConflictException("You could not sign in again yourself. Sign in once with a provider that is switched on, or become break-glass, with a passkey or with a password and an authenticator app.");
        }
    }

    /// <summary>For every change of providers, people and factors while the policy is on.</summary>
    /// <param name="before">The ways before the change.</param>
    /// <exception cref="ConflictException">The change takes the last way of a kind.</exception>
    public void RequireAfter(WaysIn before)
    {
        if (before.ByProvider.Count > 0 && ByProvider.Count == 0)
        {
            throw new ConflictException($"People sign in with providers only, and after this no owner could come in with one. {HowOut}");
        }

        if (before.ByBreakGlass.Count > 0 && ByBreakGlass.Count == 0)
        {
            throw new ConflictException($"People sign in with providers only, and this takes the way in of the last break-glass owner. Name another one first, or: {HowOut}");
        }
    }
}
