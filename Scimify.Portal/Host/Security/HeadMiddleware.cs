namespace Scimify.Portal.Host.Security;

/// <summary>
/// HEAD on SCIM and REST is GET without the body (RFC 9110 section 9.3.2): the routes answer as to a GET, and the server,
/// which knows what was asked, sends the head alone.
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
