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
        var doubled = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        var bounded = doubled < most ? doubled : most;
        var waited = bounded * (0.5 + (jitter / 2));
        return asked is { } least && least > waited ? least : waited;
    }
}
