using System.Net;
using System.Threading.RateLimiting;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.SignIn;

/// <summary>Slows down somebody who tries passwords on many accounts, for each of which there is a limit of its own.</summary>
public sealed class SignInLimiter : IDisposable
{
    private const int TriesPerMinute = 20;

    /// <summary>A provider may sign a whole company out at once. Every token costs a signature.</summary>
    private const int LogoutsPerMinute = 1_200;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PerMinute(TriesPerMinute);
    private readonly PartitionedRateLimiter<IPAddress> _logouts = PerMinute(LogoutsPerMinute);

    /// <summary>Counts the attempt. Requests without an address share one limit.</summary>
    public bool MayTry(IPAddress? address) => May(_limiter, address);

    /// <summary>Counts a provider's request to end sessions, as <see cref="MayTry"/> does.</summary>
    public bool MayEndSessions(IPAddress? address) => May(_logouts, address);

    public void Dispose()
    {
        _limiter.Dispose();
        _logouts.Dispose();
    }

    private static bool May(PartitionedRateLimiter<IPAddress> limiter, IPAddress? address)
    {
        using var lease = limiter.AttemptAcquire((address ?? IPAddress.None).Household());
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<IPAddress> PerMinute(int permits) => PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetSlidingWindowLimiter(address, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        }));
}
