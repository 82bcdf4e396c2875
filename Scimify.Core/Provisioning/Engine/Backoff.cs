using Scimify.Core.Primitives;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>How long to wait after a failure: doubling, with full jitter above a minimum, so that nobody retries in step.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    /// <param name="attempts">Failures so far, from 1.</param>
    /// <param name="most">The upper limit.</param>
    /// <param name="asked">The pause that Looker asked for. The result is never shorter.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public static TimeSpan After(int attempts, TimeSpan most, TimeSpan? asked, double jitter)
    {
        var waited = Doubling.After(attempts, First, most) * (0.5 + (jitter / 2));
        return asked is { } least && least > waited ? least : waited;
    }

    public static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
