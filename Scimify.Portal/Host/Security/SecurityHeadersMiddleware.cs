namespace Scimify.Portal.Host.Security;

/// <summary>The security headers of every answer.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    // Blazor Server needs its script and its WebSocket from this origin. MudBlazor sets style attributes; no style element is ever needed.
    private const string PagePolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string OneYear = "max-age=31536000; includeSubDomains";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        var isData = InterfaceError.IsScim(context) || InterfaceError.IsApi(context);
        headers.XContentTypeOptions = "nosniff";

        // With "no-referrer", browsers send "Origin: null" with the console's own forms.
        headers["Referrer-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = isData ? DataPolicy : PagePolicy;
        if (isData)
        {
            headers.CacheControl = "no-store";
        }
        else
        {
            headers.XFrameOptions = "DENY";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }

        return next(context);
    }
}
