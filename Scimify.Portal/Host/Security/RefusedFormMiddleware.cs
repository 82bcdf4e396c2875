using Microsoft.AspNetCore.Antiforgery;

namespace Scimify.Portal.Host.Security;

/// <summary>Says why a form of the console was refused. The framework answers one that lacks its antiforgery cookie or token with 400 and an empty page.</summary>
internal sealed class RefusedFormMiddleware(RequestDelegate next)
{
    private const string Message =
        "Nothing was saved: your browser no longer has the cookie that belongs to this form. Open the page again. If you came with a link, open your link again.";

    public Task InvokeAsync(HttpContext context) => context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
        ? InterfaceError.WriteAsync(context, StatusCodes.Status400BadRequest, Message)
        : next(context);
}
