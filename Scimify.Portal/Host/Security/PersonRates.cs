using System.Security.Claims;
using System.Threading.RateLimiting;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary><c>Scimify:Rest:RequestsPerSecond</c> for each person, however many tokens they use.</summary>
internal sealed class PersonRates(ScimifySettings settings) : IDisposable
{
    public const string Refusal = "Too many requests. Try again after the time in Retry-After.";

    private readonly PartitionedRateLimiter<Guid>? _limiter = RequestRates.PerSecond(settings.Rest.RequestsPerSecond);

    /// <summary>A burst waits for its turn first. Whoever is no person has no limit here.</summary>
    /// <returns>False if the person asks too often. <c>Retry-After</c> is set then.</returns>
    public async ValueTask<bool> MayGoOnAsync(HttpContext context)
    {
        if (_limiter is null || !Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var person))
        {
            return true;
        }

        using var lease = await _limiter.AcquireAsync(person, 1, context.RequestAborted);
        if (!lease.IsAcquired)
        {
            context.Response.Headers.RetryAfter = RequestRates.RetryAfterSeconds;
        }

        return lease.IsAcquired;
    }

    public void Dispose() => _limiter?.Dispose();
}
