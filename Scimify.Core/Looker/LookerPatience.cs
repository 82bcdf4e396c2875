using System.Collections.Concurrent;

namespace Scimify.Core.Looker;

/// <summary>
/// How long a caller that tries again anyway waits for an answer: several times as long as Looker has lately taken for the same
/// operation. While some calls hang, a place is then free again after seconds and not after the whole time limit. Thread-safe.
/// </summary>
/// <param name="most">The time limit of the connection. It also holds for an operation that was not answered before.</param>
internal sealed class LookerPatience(TimeSpan most, TimeProvider clock)
{
    private const int Times = 4;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Experience> _operations = new(StringComparer.Ordinal);

    /// <returns>Doubles with each call in a row that was not answered in time, because Looker may have become slower.</returns>
    public TimeSpan For(LookerOperation operation)
    {
        if (!_operations.TryGetValue(operation.Name, out var seen))
        {
            return most;
        }

        lock (seen)
        {
            var slowest = seen.Slowest > seen.SlowestBefore ? seen.Slowest : seen.SlowestBefore;
            var usual = slowest * Times > Least ? slowest * Times : Least;
            var patience = usual * Math.Pow(2, Math.Min(seen.Unanswered, 10));
            return patience < most ? patience : most;
        }
    }

    public void Answered(LookerOperation operation, TimeSpan took)
    {
        var seen = _operations.GetOrAdd(operation.Name, _ => new Experience(clock.GetTimestamp()));
        lock (seen)
        {
            if (clock.GetElapsedTime(seen.Since) > Memory)
            {
                (seen.SlowestBefore, seen.Slowest, seen.Since) = (seen.Slowest, TimeSpan.Zero, clock.GetTimestamp());
            }

            seen.Slowest = took > seen.Slowest ? took : seen.Slowest;
            seen.Unanswered = 0;
        }
    }

    public void TimedOut(LookerOperation operation)
    {
        if (_operations.TryGetValue(operation.Name, out var seen))
        {
            lock (seen)
            {
                seen.Unanswered++;
            }
        }
    }

    private sealed class Experience(long since)
    {
        public long Since { get; set; } = since;

        public TimeSpan Slowest { get; set; }

        /// <summary>In the stretch of time before.</summary>
        public TimeSpan SlowestBefore { get; set; }

        public int Unanswered { get; set; }
    }
}
