namespace Scimify.Core.Primitives;

/// <summary>
/// An instant on both clocks. The monotonic clock stands still while the machine sleeps, and the wall clock can be set back. Who
/// must not act late believes the clock that went further.
/// </summary>
public readonly record struct Moment(long Timestamp, DateTimeOffset Utc)
{
    public static Moment Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow());

    /// <summary>The longer of the times that the two clocks have counted since.</summary>
    public TimeSpan Elapsed(TimeProvider clock)
    {
        var (counted, shown) = (clock.GetElapsedTime(Timestamp), clock.GetUtcNow() - Utc);
        return counted > shown ? counted : shown;
    }
}
