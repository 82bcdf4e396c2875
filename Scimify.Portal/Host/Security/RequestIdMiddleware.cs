using Microsoft.AspNetCore.Http.Features;

namespace Scimify.Portal.Host.Security;

/// <summary>Identifies one request in answer, provisioning log and program log.</summary>
public sealed record RequestId(Guid Value)
{
    public const string Header = "Scimify-Request-Id";

    /// <summary>The id that the middleware gave to this request.</summary>
    public static Guid Of(HttpContext context) => context.Features.GetRequiredFeature<RequestId>().Value;
}

internal sealed class RequestIdMiddleware(RequestDelegate next, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var text = id.ToString();
        context.Features.Set(new RequestId(id));
        context.TraceIdentifier = text;
        context.Response.Headers[RequestId.Header] = text;
        return next(context);
    }
}
