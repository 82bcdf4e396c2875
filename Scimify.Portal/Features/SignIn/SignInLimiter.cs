using System.Net;
using System.Threading.RateLimiting;

namespace Scimify.Portal.Features.SignIn;

/// <summary>Slows down whoever tries passwords on many accounts: the lock-out of one account does not stop that.</summary>
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
        using var lease = _limiter.AttemptAcquire(Network(address ?? IPAddress.None));
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>A whole /64 is one household in IPv6.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (bytes.Length == 16)
        {
            Array.Clear(bytes, 8, 8);
        }

        return new IPAddress(bytes);
    }
}
