using System.Collections.Concurrent;
using Scimify.Core.Primitives;

namespace Scimify.Core.Tokens;

/// <summary>Collects uses of tokens between two writes, so that no request waits for the database.</summary>
public sealed class TokenUseBuffer(ITokenUseStore store)
{
    /// <summary>The shortest time between two updates of a token's <c>lastUsedAt</c>.</summary>
    public static readonly TimeSpan AtMostOncePer = TimeSpan.FromMinutes(1);

    private const int MaxAgentLength = 255;
    private readonly ConcurrentDictionary<Guid, TokenUse> _pending = new();

    public void Note(TokenUse use) =>
        _pending[use.TokenId] = use.Agent is { Length: > MaxAgentLength } agent ? use with { Agent = agent.Clipped(MaxAgentLength) } : use;

    /// <summary>Writes what was collected. If that fails, it is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var uses = _pending.Values.ToArray();
        if (uses.Length == 0)
        {
            return;
        }

        await store.NoteAsync(uses, AtMostOncePer, ct);
        foreach (var use in uses)
        {
            _pending.TryRemove(KeyValuePair.Create(use.TokenId, use));
        }
    }
}

/// <summary>Decides when the next use of a token is worth storing. Safe for concurrent use; one caller wins.</summary>
internal sealed class UseDue(DateTimeOffset? lastNoted)
{
    private static readonly long PauseMs = (long)TokenUseBuffer.AtMostOncePer.TotalMilliseconds;
    private long _nextMs = lastNoted is { } last ? last.ToUnixTimeMilliseconds() + PauseMs : 0;

    public bool TryTake(DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var next = Volatile.Read(ref _nextMs);
        return nowMs >= next && Interlocked.CompareExchange(ref _nextMs, nowMs + PauseMs, next) == next;
    }
}
