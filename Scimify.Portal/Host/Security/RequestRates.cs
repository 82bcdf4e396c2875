using System.Threading.RateLimiting;

namespace Scimify.Portal.Host.Security;

/// <summary>Limits the requests a second of each caller. A burst waits up to a second before anything is refused.</summary>
internal static class RequestRates
{
    /// <summary>For <c>Retry-After</c>.</summary>
    public const string RetryAfterSeconds = "1";

    /// <param name="rate">0 for no limit; the result is then null.</param>
    public static PartitionedRateLimiter<Guid>? PerSecond(int rate) => rate == 0
        ? null
        : PartitionedRateLimiter.Create<Guid, Guid>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate,
            TokensPerPeriod = Math.Max(1, rate / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(rate >= 10 ? 100 : 1000 / rate),
            QueueLimit = rate,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));
}
