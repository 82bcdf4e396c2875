using Scimify.Core.Integrations;

namespace Scimify.Core.Provisioning.Servers;

/// <summary>Integrations that other servers change.</summary>
public sealed class WatchersOfOtherServers(IEnumerable<IIntegrationWatcher> watchers) : IServerNewsListener
{
    private readonly IIntegrationWatcher[] _watchers = [.. watchers];

    public void Heard(ServerNews news)
    {
        foreach (var watcher in _watchers)
        {
            switch (news)
            {
                case ServerNews.IntegrationChanged changed:
                    watcher.Changed(changed.IntegrationKey);
                    break;
                case ServerNews.Missed:
                    watcher.AnyMayHaveChanged();
                    break;
            }
        }
    }
}
