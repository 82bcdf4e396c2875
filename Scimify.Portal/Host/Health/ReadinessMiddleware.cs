using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Host.Health;

/// <summary>Until the schema is ready, everything but the health addresses answers 503, so that clients try again.</summary>
internal sealed class ReadinessMiddleware(RequestDelegate next, Readiness readiness)
{
    private const string RetryAfterSeconds = "2";

    public Task InvokeAsync(HttpContext context)
    {
        if (readiness.IsReady || context.Request.Path.StartsWithSegments("/healthz") || context.Request.Path.StartsWithSegments("/readyz"))
        {
            return next(context);
        }

        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return InterfaceError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Scimify is starting. Try again in a moment.");
    }
}
