using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.SignIn;

internal static class SignOutEndpoint
{
    /// <summary>The layout's button posts here. A forged post is refused, so that no other site can sign anybody out.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, IAntiforgery antiforgery, SignInManager<Person> signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.Redirect("~/");
        }

        await SessionCookie.EndAsync(context);
        await signIn.SignOutAsync();
        return Results.Redirect("~/sign-in");
    }
}
