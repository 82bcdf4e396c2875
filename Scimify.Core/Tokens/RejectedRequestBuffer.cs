using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Scimify.Core.Primitives;

namespace Scimify.Core.Tokens;

/// <summary>Collects rejected requests between two writes, so that a flood costs the database almost nothing.</summary>
public sealed class RejectedRequestBuffer(IRejectedRequestStore store)
{
    private const int Capacity = 500;
    private const int MaxText = 255;
    private readonly ConcurrentQueue<RejectedRequest> _pending = new();

    /// <summary>Does nothing while the buffer is full: more of the same says nothing new.</summary>
    public void Note(RejectedRequest request)
    {
        if (_pending.Count < Capacity)
        {
            request.UserAgent = Storable(request.UserAgent);
            request.Path = Storable(request.Path);
            _pending.Enqueue(request);
        }
    }

    /// <summary>Writes what was collected. If that fails, it is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var requests = new List<RejectedRequest>();
        while (_pending.TryDequeue(out var request))
        {
            requests.Add(request);
        }

        if (requests.Count == 0)
        {
            return;
        }

        try
        {
            await store.AddAsync(requests, ct);
        }
        catch
        {
            requests.ForEach(_pending.Enqueue);
            throw;
        }
    }

    /// <summary>Clipped, and without NUL, which PostgreSQL accepts in no text, and halves of surrogate pairs.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Storable(string? text) => text is null ? null : string.Concat(text.Clipped(MaxText).EnumerateRunes()
        .Where(rune => rune != Rune.ReplacementChar && !Rune.IsControl(rune)));
}
