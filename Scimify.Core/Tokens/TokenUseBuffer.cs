using System.Collections.Concurrent;

namespace Scimify.Core.Tokens;

/// <summary>Collects uses of tokens between two writes, so that no request waits for the database to note it.</summary>
public sealed class TokenUseBuffer
{
    /// <summary>How often <c>lastUsedAt</c> of one token moves at most.</summary>
    public static readonly TimeSpan AtMostOncePer = TimeSpan.FromMinutes(1);

    private const int MaxAgentLength = 255;
    private readonly ConcurrentDictionary<Guid, TokenUse> _pending = new();

    public void Note(TokenUse use) =>
        _pending[use.TokenId] = use.Agent is { Length: > MaxAgentLength } agent ? use with { Agent = agent[..MaxAgentLength] } : use;

    /// <summary>Hands the collected uses to <paramref name="write"/>; when that fails they are kept for the next time.</summary>
    public async Task FlushAsync(Func<IReadOnlyCollection<TokenUse>, CancellationToken, Task> write, CancellationToken ct)
    {
        var uses = _pending.Values.ToArray();
        if (uses.Length == 0)
        {
            return;
        }

        await write(uses, ct);
        foreach (var use in uses)
        {
            _pending.TryRemove(KeyValuePair.Create(use.TokenId, use));
        }
    }
}
