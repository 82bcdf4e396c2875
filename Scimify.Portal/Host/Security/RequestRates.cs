using System.Threading.RateLimiting;

namespace Scimify.Portal.Host.Security;

/// <summary>So many requests a second for each caller. A burst waits for up to a second before anything is refused.</summary>
internal static class RequestRates
{
    /// <summary>For <c>Retry-After</c>.</summary>
    public const string RetryAfterSeconds = "1";

    /// <param name="rate">0: no limit, and null.</param>
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
