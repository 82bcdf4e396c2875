using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

/// <summary>The result of "Try again".</summary>
public sealed record RetryMessage(string Tone, string Text)
{
    /// <summary>Whether there are steps to follow.</summary>
    public bool IsOnItsWay => Tone == "good";

    public static async Task<RetryMessage> OfAsync(ConsoleSession session, Func<Actor, Task<bool>> resync)
    {
        try
        {
            return await resync(await session.ActorAsync())
                ? new("good", "It is on its way to Looker again. This page shows the progress.")
                : new("bad", "It no longer exists.");
        }
        catch (RequestException e)
        {
            return new("bad", e.Message);
        }
    }
}
