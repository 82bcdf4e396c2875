using Microsoft.AspNetCore.Diagnostics;

namespace Scimify.Portal.Host.Security;

/// <summary>Gives a body to errors that the framework answers without one, such as 404 for an unknown route.</summary>
internal static class EmptyAnswer
{
    public static Task FillAsync(StatusCodeContext context) =>
        InterfaceError.IsScim(context.HttpContext) || InterfaceError.IsApi(context.HttpContext)
            ? InterfaceError.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode, MessageOf(context.HttpContext))
            : Task.CompletedTask;

    private static string MessageOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} does not support {context.Request.Method}",
        StatusCodes.Status415UnsupportedMediaType => "The content type is not supported",
        _ => "The request could not be carried out",
    };
}
