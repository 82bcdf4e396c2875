namespace Scimify.Core.People.SignIns;

/// <summary>
/// How attempts at an account slow down, for each source of them. A source that has not failed may always try at once, so strangers
/// can make nobody wait but those who share their address, and these are exempt where they have signed in before.
/// </summary>
public static class SlowDown
{
    /// <summary>So many failures from one source have no consequence.</summary>
    public const int FreeFailures = 5;

    /// <summary>So many failures from all sources together leave each of them a single free one, because somebody guesses from many addresses.</summary>
    public const int FailuresUnderPressure = 100;

    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>Failures count until so much time has gone by without another one.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private const int MostDoublings = 10;

    /// <summary>How long a source waits after a failure.</summary>
    /// <param name="failures">Of the source, this one included.</param>
    /// <param name="ofAccount">Of all sources that nobody knows, this one included.</param>
    public static TimeSpan After(int failures, int ofAccount)
    {
        var beyond = failures - (ofAccount >= FailuresUnderPressure ? 1 : FreeFailures);
        var wait = FirstWait * Math.Pow(2, Math.Clamp(beyond, 0, MostDoublings));
        return beyond < 0 ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait;
    }
}
