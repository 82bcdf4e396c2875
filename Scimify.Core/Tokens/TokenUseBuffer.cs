using System.Collections.Concurrent;
using Scimify.Core.Primitives;

namespace Scimify.Core.Tokens;

/// <summary>Collects uses of tokens between two writes, so that no request waits for the database to note it.</summary>
public sealed class TokenUseBuffer(ITokenUseStore store)
{
    /// <summary>How often <c>lastUsedAt</c> of one token moves at most.</summary>
    public static readonly TimeSpan AtMostOncePer = TimeSpan.FromMinutes(1);

    private const int MaxAgentLength = 255;
    private readonly ConcurrentDictionary<Guid, TokenUse> _pending = new();

    public void Note(TokenUse use) =>
        _pending[use.TokenId] = use.Agent is { Length: > MaxAgentLength } agent ? use with { Agent = agent.Clipped(MaxAgentLength) } : use;

    /// <summary>Writes what was collected; when that fails it is kept for the next time.</summary>
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

/// <summary>When the next use of one token is worth a note. Safe for concurrent use; one caller wins.</summary>
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
