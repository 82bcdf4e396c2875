using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Directory;

/// <summary>What came of "Try again".</summary>
public sealed record RetryMessage(string Tone, string Text)
{
    /// <summary>There are steps to be followed.</summary>
    public bool IsOnItsWay => Tone == "good";

    public static async Task<RetryMessage> OfAsync(ConsoleSession session, Func<Actor, Task<bool>> resync)
    {
        try
        {
            return await resync(await session.ActorAsync())
                ? new("good", "It is on its way to Looker again. This page follows it.")
                : new("bad", "It does not exist any more.");
        }
        catch (RequestException e)
        {
            return new("bad", e.Message);
        }
    }
}
