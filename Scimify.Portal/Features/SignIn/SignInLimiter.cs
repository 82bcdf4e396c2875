using System.Net;
using System.Threading.RateLimiting;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.SignIn;

/// <summary>Slows down somebody who tries passwords on many accounts, for each of which there is a limit of its own.</summary>
public sealed class SignInLimiter : IDisposable
{
    private const int TriesPerMinute = 20;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetSlidingWindowLimiter(address, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = TriesPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        }));

    /// <summary>Counts the attempt. Requests without an address share one limit.</summary>
    public bool MayTry(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire((address ?? IPAddress.None).Household());
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
