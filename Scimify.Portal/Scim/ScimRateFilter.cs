using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Scim;

/// <summary>
/// <c>Scimify:Scim:RequestsPerSecond</c> for each token. Bursts wait, because identity providers show a 429 to their
/// administrators.
/// </summary>
internal sealed class ScimRateFilter(ScimifySettings settings) : IAsyncResourceFilter, IDisposable
{
    private readonly PartitionedRateLimiter<Guid>? _limiter = RequestRates.PerSecond(settings.Scim.RequestsPerSecond);

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

        context.HttpContext.Response.Headers.RetryAfter = RequestRates.RetryAfterSeconds;
        var refusal = new ScimException(429, null, ErrorCodes.TooManyRequests, "Too many requests with this token. Try again after the time in Retry-After.");
        context.Result = ScimAnswer.Of(refusal.Status, ErrorMessage.Of(refusal));
    }

    public void Dispose() => _limiter?.Dispose();
}
