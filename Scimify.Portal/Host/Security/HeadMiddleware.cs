namespace Scimify.Portal.Host.Security;

/// <summary>
/// Answers HEAD on SCIM and REST like GET without the body (RFC 9110 section 9.3.2). The routes see a GET; the server knows
/// what was asked, and sends only the headers.
/// </summary>
public sealed class HeadMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method) && (InterfaceError.IsScim(context) || InterfaceError.IsApi(context)))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }
}
