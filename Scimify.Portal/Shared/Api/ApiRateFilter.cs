using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Shared.Api;

/// <summary><c>Scimify:Rest:RequestsPerSecond</c> for each person, however many tokens they use.</summary>
internal sealed class ApiRateFilter(ScimifySettings settings) : IAsyncResourceFilter, IDisposable
{
    private readonly PartitionedRateLimiter<Guid>? _limiter = RequestRates.PerSecond(settings.Rest.RequestsPerSecond);

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (_limiter is null || !Guid.TryParse(context.HttpContext.User.FindFirstValue(ClaimTypes.NameIdentifier), out var person))
        {
            await next();
            return;
        }

        using var lease = await _limiter.AcquireAsync(person, 1, context.HttpContext.RequestAborted);
        if (lease.IsAcquired)
        {
            await next();
            return;
        }

        context.HttpContext.Response.Headers.RetryAfter = RequestRates.RetryAfterSeconds;
        context.Result = new ObjectResult(ErrorEnvelope.Of(StatusCodes.Status429TooManyRequests, "Too many requests. Try again after the time in Retry-After."))
        {
            StatusCode = StatusCodes.Status429TooManyRequests,
        };
    }

    public void Dispose() => _limiter?.Dispose();
}
