using System.Net;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Refuses what was not meant for this server: a request for another host than that of an https <c>Scimify:PublicUrl</c>, and a
/// request that a page of another origin makes with a person's cookie.
/// </summary>
internal sealed class AddressGuardMiddleware(RequestDelegate next, ScimifySettings settings)
{
    private readonly PublicAddress? _own = settings.PublicAddress;

    public Task InvokeAsync(HttpContext context)
    {
        if (_own is { IsHttps: true } && !_own.IsHost(context.Request.Host) && !IsProbe(context))
        {
            return InterfaceError.WriteAsync(
                context, StatusCodes.Status421MisdirectedRequest, $"This server answers for {_own.Origin} only. A proxy in front of it has to pass on the header Host.");
        }

        if (UsesCookie(context) && context.Request.Headers.Origin is { Count: > 0 } origin && !IsOwn(context.Request, origin.ToString()))
        {
            return InterfaceError.WriteAsync(
                context, StatusCodes.Status403Forbidden, "The request comes from a page of another origin. Behind a proxy, the setting Scimify:PublicUrl has to name the address in the browser.");
        }

        return next(context);
    }

    /// <summary>Health checks and metrics are asked for by an address inside the network. They use neither cookies nor links.</summary>
    private static bool IsProbe(HttpContext context)
    {
        var path = context.Request.Path;
        return (path.StartsWithSegments("/healthz") || path.StartsWithSegments("/readyz") || path.StartsWithSegments("/metrics"))
            && (context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) || IPAddress.TryParse(context.Request.Host.Host, out _));
    }

    /// <summary>SCIM and REST take tokens, never a cookie. A WebSocket begins with GET and is not bound to an origin by browsers.</summary>
    private static bool UsesCookie(HttpContext context) =>
        !InterfaceError.IsScim(context) && !InterfaceError.IsApi(context)
        && (context.Request.Path.StartsWithSegments("/_blazor") || !IsSafe(context.Request.Method));

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private bool IsOwn(HttpRequest request, string origin) =>
        origin == _own?.Origin
        || (Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var asked) && origin == PublicAddress.OriginOf(asked));
}
