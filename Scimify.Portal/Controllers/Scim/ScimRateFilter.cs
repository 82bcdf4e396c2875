using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Scim;
using Scimify.Core.Tokens;
using Scimify.Portal.Composition.Settings;

namespace Scimify.Portal.Controllers.Scim;

/// <summary>
/// <c>Scimify:Scim:RequestsPerSecond</c> for each token. A burst waits for up to a second before anything is refused,
/// since identity providers show a 429 to their administrators.
/// </summary>
internal sealed class ScimRateFilter : IAsyncResourceFilter, IDisposable
{
    private const int RetryAfterSeconds = 1;

    private readonly PartitionedRateLimiter<Guid>? _limiter;

    public ScimRateFilter(ScimifySettings settings)
    {
        var rate = settings.Scim.RequestsPerSecond;
        _limiter = rate == 0
            ? null
            : PartitionedRateLimiter.Create<Guid, Guid>(token => RateLimitPartition.GetTokenBucketLimiter(token, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = rate,
                TokensPerPeriod = Math.Max(1, rate / 10),
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(rate >= 10 ? 100 : 1000 / rate),
                QueueLimit = rate,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }));
    }

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (_limiter is null || context.HttpContext.Features.Get<ScimTokenIdentity>() is not { } token)
        {
            await next();
            return;
        }

        using var lease = await _limiter.AcquireAsync(token.TokenId, 1, context.HttpContext.RequestAborted);
        if (lease.IsAcquired)
        {
            await next();
            return;
        }

        context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        var refusal = new ScimException(429, null, "Too many requests with this token at once: try again after the time in Retry-After.");
        context.Result = ScimAnswer.Of(refusal.Status, ErrorMessage.Of(refusal));
    }

    public void Dispose() => _limiter?.Dispose();
}
