using Scimify.Core.Changes;

namespace Scimify.Core.Provisioning.Servers;

/// <summary>What other servers have changed, for the pages of this one.</summary>
public sealed class ChangesOfOtherServers(ChangeFeed feed) : IServerNewsListener
{
    public void Heard(ServerNews news)
    {
        switch (news)
        {
            case ServerNews.Changed changed:
                feed.Publish([changed.Change]);
                break;
            case ServerNews.Missed:
                feed.Publish([Change.OfAnything]);
                break;
        }
    }
}
