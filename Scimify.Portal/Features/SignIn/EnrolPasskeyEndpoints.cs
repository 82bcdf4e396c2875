using System.Net.Mime;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.SignIn;

/// <summary>A passkey as the second factor of somebody who needs one, has none, and has typed the right password. The script <c>passkeys.js</c> talks to them.</summary>
internal static class EnrolPasskeyEndpoints
{
    public const string Path = "sign-in/enrol/passkey";
    public const string OptionsPath = "sign-in/enrol/passkey/options";

    private const string Name = "Made at sign-in";

    public static void Map(WebApplication app)
    {
        app.MapPost("/" + OptionsPath, OptionsAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/" + Path, AddAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> OptionsAsync(
        HttpContext context, IAntiforgery antiforgery, PersonSignIn signIn, EnrolTicket tickets, IFactorStore factors, SignInLimiter limiter)
    {
        if (!limiter.MayTry(context.Connection.RemoteIpAddress))
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (await FindAsync(context, antiforgery, signIn, tickets, factors) is not var (_, state))
        {
            return Results.BadRequest();
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(
            await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = state.Id.ToString(), Name = state.Email, DisplayName = state.DisplayName ?? state.Email }),
            MediaTypeNames.Application.Json);
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, IAntiforgery antiforgery, PersonSignIn signIn, EnrolTicket tickets, IFactorStore store, FactorService factors, TimeProvider clock)
    {
        if (await FindAsync(context, antiforgery, signIn, tickets, store) is not var (person, state)
            || (await context.Request.ReadFormAsync(context.RequestAborted)) is not { } form
            || await signIn.TryAttestAsync(form["Credential"].ToString()) is not { Succeeded: true } made
            || made.UserEntity.Id != state.Id.ToString())
        {
            return Results.Redirect("~/sign-in?passkeyRefused=true");
        }

        var actor = new Actor("person", state.Id, state.Email, state.OrganizationKey, state.OrganizationId, state.Role, context.Connection.RemoteIpAddress.Plain()?.ToString())
        {
            AuthenticatedAt = clock.GetUtcNow(),
        };
        try
        {
            await factors.AddPasskeyAsync(actor, made.Passkey, Name, context.RequestAborted);
        }
        catch (RequestException)
        {
            return Results.Redirect("~/sign-in?passkeyRefused=true");
        }

        context.Features.Set(SignInWay.PasswordAndPasskey);
        await signIn.SignInAsync(person, isPersistent: form["Remember"] == "true");
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        var start = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/";
        return Results.Redirect(ReturnAddress.LocalOrStart(start, form["ReturnUrl"]));
    }

    /// <summary>Null if the ticket is no good, or if the person has a factor by now and has to show that.</summary>
    private static async Task<(Person Person, PersonState State)?> FindAsync(HttpContext context, IAntiforgery antiforgery, PersonSignIn signIn, EnrolTicket tickets, IFactorStore factors)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return null;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return await tickets.FindAsync(form["Ticket"], context.RequestAborted) is { } state
            && await signIn.UserManager.FindByIdAsync(state.Id.ToString()) is { } person && await signIn.AdmitsAsync(person)
            && !(await factors.FindAsync(state.Id, context.RequestAborted)).Any
                ? (person, state)
                : null;
    }
}
