using Microsoft.AspNetCore.Http.Features;

namespace Scimify.Portal.Host.Security;

/// <summary>Identifies a request in its answer, the provisioning log and the program's log.</summary>
public sealed record RequestId(Guid Value)
{
    public const string Header = "Scimify-Request-Id";

    /// <summary>The ID that the middleware gave to this request.</summary>
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
