using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;

namespace Scimify.Portal.Features.SignIn;

internal static class SignOutEndpoint
{
    /// <summary>The button of the layout posts here. A forged post is refused, so that nobody is signed out by another site.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, IAntiforgery antiforgery, SignInManager<Person> signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.Redirect("/");
        }

        await signIn.SignOutAsync();
        return Results.Redirect("/sign-in");
    }
}
