using System.Net.Mime;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;

namespace Scimify.Portal.Features.SignIn;

/// <summary>Signing in with a passkey, alone or after the password. The script <c>passkeys.js</c> talks to them.</summary>
internal static class PasskeyEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/sign-in/passkey/options", OptionsAsync).AllowAnonymous();
        app.MapPost("/sign-in/passkey", SignInAsync).AllowAnonymous();
    }

    /// <summary>What the browser asks the person's passkey. Without a password it names no account, so that nobody learns which exist.</summary>
    private static async Task<IResult> OptionsAsync(HttpContext context, IAntiforgery antiforgery, SignInManager<Person> signIn, SignInLimiter limiter)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }

        if (!limiter.MayTry(context.Connection.RemoteIpAddress))
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var person = form["Second"] == "true" ? await signIn.GetTwoFactorAuthenticationUserAsync() : null;
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(await signIn.MakePasskeyRequestOptionsAsync(person!), MediaTypeNames.Application.Json);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery antiforgery, SignInManager<Person> signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.Redirect("~/sign-in");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var start = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/";
        return form["Credential"].ToString() is { Length: > 0 } credential && (await signIn.PasskeySignInAsync(credential)).Succeeded
            ? Results.Redirect(ReturnAddress.LocalOrStart(start, form["ReturnUrl"]))
            : Results.Redirect($"~/sign-in?passkeyRefused=true{(form["Again"] == "true" ? "&again=true" : "")}{(form["ReturnUrl"].ToString() is { Length: > 0 } back ? $"&returnUrl={Uri.EscapeDataString(back)}" : "")}");
    }
}
