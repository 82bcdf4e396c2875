using System.Text;
using Scimify.Core.Changes;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Persistence.Servers;

/// <summary>News between servers as payloads of PostgreSQL's NOTIFY: the sender, then one line for each piece of news.</summary>
public sealed class NewsPost
{
    public const string Channel = "scimify";

    /// <summary>PostgreSQL refuses a payload of 8,000 bytes.</summary>
    private const int LargestPayload = 7_900;

    private readonly Lock _lock = new();
    private readonly ChangeSet _changes = new();
    private volatile bool _hasListeners;

    /// <summary>The ID of this server; empty for a verb of the command line.</summary>
    public string Sender { get; set; } = "";

    /// <summary>Whether other servers may listen. One server alone says nothing, which costs nothing.</summary>
    public bool HasListeners
    {
        get => _hasListeners;
        set => _hasListeners = value;
    }

    /// <summary>Keeps the changes for <see cref="TakeChanges"/>, so that a write does not have to send them itself.</summary>
    internal void Keep(IReadOnlyList<Change> changes)
    {
        if (!HasListeners)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var change in changes)
            {
                _changes.Add(change);
            }
        }
    }

    /// <summary>What has changed since it was last asked, once for each integration.</summary>
    internal IReadOnlyList<ServerNews> TakeChanges()
    {
        lock (_lock)
        {
            return [.. _changes.Take().Select(change => new ServerNews.Changed(change))];
        }
    }

    internal IEnumerable<string> Payloads(IEnumerable<ServerNews> news)
    {
        var payload = new StringBuilder(Sender);
        var bytes = Sender.Length;
        foreach (var line in news.Distinct().Select(n => n.Store()))
        {
            var size = Encoding.UTF8.GetByteCount(line) + 1;
            if (bytes + size > LargestPayload && bytes > Sender.Length)
            {
                yield return payload.ToString();
                payload.Clear().Append(Sender);
                bytes = Sender.Length;
            }

            payload.Append('\n').Append(line);
            bytes += size;
        }

        if (bytes > Sender.Length)
        {
            yield return payload.ToString();
        }
    }

    /// <returns>Nothing for what this server said itself.</returns>
    internal IEnumerable<ServerNews> Read(string payload)
    {
        var lines = payload.Split('\n');
        return lines[0] == Sender ? [] : lines.Skip(1).Select(ServerNews.Read);
    }
}
