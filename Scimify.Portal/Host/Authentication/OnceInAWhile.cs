using System.Collections.Concurrent;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Says of each thing once in ten minutes that it is new, so that nobody can fill a log with the same line.</summary>
internal sealed class OnceInAWhile<T>(TimeProvider clock)
    where T : notnull
{
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan While = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<T, long> _seen = new();

    public bool IsNew(T what)
    {
        var now = clock.GetTimestamp();
        if (_seen.TryGetValue(what, out var last) && clock.GetElapsedTime(last, now) < While)
        {
            return false;
        }

        if (_seen.Count >= MostRemembered)
        {
            _seen.Clear();
        }

        _seen[what] = now;
        return true;
    }
}
