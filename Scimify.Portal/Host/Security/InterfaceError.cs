using Scimify.Core.Errors;

namespace Scimify.Portal.Host.Security;

/// <summary>An error in the form of the interface that was called: SCIM, REST, or plain text for a browser.</summary>
internal static class InterfaceError
{
    public static bool IsScim(HttpContext context) => context.Request.Path.StartsWithSegments("/scim");

    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    /// <param name="context">The request.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="message">For whoever called.</param>
    /// <param name="scimType">For SCIM only; null for none.</param>
    /// <param name="code">Null if the status says everything.</param>
    public static Task WriteAsync(HttpContext context, int status, string message, string? scimType = null, ErrorCode? code = null)
    {
        if (IsScim(context))
        {
            return ScimError.WriteAsync(context, status, message, scimType, code);
        }

        if (IsApi(context))
        {
            return ErrorEnvelope.WriteAsync(context, status, message, code: code);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message, context.RequestAborted);
    }
}
