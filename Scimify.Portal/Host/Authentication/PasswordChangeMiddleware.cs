namespace Scimify.Portal.Host.Authentication;

/// <summary>Can be reached by somebody who has to change their password first.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OpenBeforePasswordChangeAttribute : Attribute;

/// <summary>Whoever has to change their password gets there and nowhere else. Runs behind authentication.</summary>
internal sealed class PasswordChangeMiddleware(RequestDelegate next, ActorAccessor actors)
{
    public const string Page = "/account/password";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenBeforePasswordChangeAttribute>() is not null
            || !await actors.HasToChangePasswordAsync(context.User, context.RequestAborted))
        {
            await next(context);
        }
        else if (HttpMethods.IsGet(context.Request.Method) && !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Redirect(context.Request.PathBase + Page);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
    }
}
