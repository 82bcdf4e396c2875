using Scimify.Core.Requests;

namespace Scimify.Portal.Features.Directory;

/// <summary>What came of "Try again".</summary>
public sealed record RetryMessage(string Tone, string Text)
{
    public static async Task<RetryMessage> OfAsync(Func<Task<bool>> resync)
    {
        try
        {
            return await resync()
                ? new("good", "It is on its way to Looker again. This page follows it.")
                : new("bad", "It does not exist any more.");
        }
        catch (RequestException e)
        {
            return new("bad", e.Message);
        }
    }
}
