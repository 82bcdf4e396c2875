using Scimify.Core.Errors;
using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>
/// What gives access to others, or for longer than a session, asks a person at the console to have signed in a moment ago. So an
/// open screen or a stolen cookie is not enough. Programs have no session: their tokens have scopes instead.
/// </summary>
public static class FreshSignIn
{
    /// <summary>How long a sign-in counts as fresh.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>How far the clock of the server that signed the person in may be ahead.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public static bool IsFresh(Actor actor, DateTimeOffset now) =>
        actor.Kind != "person" || (now - actor.AuthenticatedAt is { } age && age <= Life && age >= -Skew);

    /// <exception cref="SignInNotFreshException">The person signed in too long ago.</exception>
    public static void Require(FreshAct act, Actor actor, DateTimeOffset now)
    {
        if (!IsFresh(actor, now))
        {
            throw new SignInNotFreshException(act);
        }
    }
}

/// <summary>403. The console leads to the sign-in page and back.</summary>
public sealed class SignInNotFreshException(FreshAct act)
    : RequestException($"Sign in again first: this needs a sign-in within the last {FreshSignIn.Life.TotalMinutes:0} minutes", ErrorCodes.Forbidden)
{
    /// <summary>What the person was about to do.</summary>
    public FreshAct Act { get; } = act;
}
