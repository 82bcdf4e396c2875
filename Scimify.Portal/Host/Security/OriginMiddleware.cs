using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Refuses what a page of another site makes a browser send with the cookie of whoever is signed in: the circuit of the console,
/// and every request that can change something. Browsers send <c>Origin</c> with both (RFC 6454 section 7.3, RFC 6455 section 10.2).
/// </summary>
/// <remarks>
/// SCIM and the REST API read no cookie, so they need no such protection. The scheme is not compared: behind a proxy that ends TLS,
/// the request may look as if it had come over HTTP.
/// </remarks>
internal sealed class OriginMiddleware(RequestDelegate next, ScimifySettings settings)
{
    private readonly string? _publicAuthority = settings.PublicUrl is { } url ? new Uri(url).Authority : null;

    public Task InvokeAsync(HttpContext context) => IsGuarded(context) && !IsOwn(context.Request)
        ? InterfaceError.WriteAsync(context, StatusCodes.Status403Forbidden, "The request was sent by a page of another site (Origin), so it was not carried out.")
        : next(context);

    private static bool IsGuarded(HttpContext context) =>
        !InterfaceError.IsScim(context) && !InterfaceError.IsApi(context)
        && (context.Request.Path.StartsWithSegments("/_blazor") || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)));

    private bool IsOwn(HttpRequest request)
    {
        if (request.Headers.Origin is not { Count: > 0 } origins)
        {
            return true;
        }

        return origins.Count == 1 && Uri.TryCreate(origins[0], UriKind.Absolute, out var origin)
            && (origin.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase) || origin.Authority.Equals(_publicAuthority, StringComparison.OrdinalIgnoreCase));
    }
}
