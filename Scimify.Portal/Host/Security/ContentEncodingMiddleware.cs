using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Bodies are read as they are. A body with another content coding gets a 415 that names the accepted one (RFC 9110 sections 8.4
/// and 15.5.16), instead of being refused as broken JSON.
/// </summary>
internal sealed class ContentEncodingMiddleware(RequestDelegate next)
{
    private const string Identity = "identity";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.ContentEncoding.Count == 0
            || !(InterfaceError.IsScim(context) || InterfaceError.IsApi(context))
            || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false
            || context.Request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding).All(IsIdentity))
        {
            return next(context);
        }

        context.Response.Headers.AcceptEncoding = Identity;
        return InterfaceError.WriteAsync(
            context, StatusCodes.Status415UnsupportedMediaType, "The request body must be sent without a Content-Encoding, uncompressed");
    }

    private static bool IsIdentity(string coding) => coding.Trim().Equals(Identity, StringComparison.OrdinalIgnoreCase);
}
