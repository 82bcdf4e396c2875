using System.Net.Mime;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.Profile;

/// <summary>Adds a passkey to the profile. The dialog's form is sent here by the script <c>passkeys.js</c>.</summary>
internal static class NewPasskeyEndpoints
{
    public const string Path = "profile/passkeys";
    public const string OptionsPath = "profile/passkeys/options";

    public static void Map(WebApplication app)
    {
        app.MapPost("/" + OptionsPath, OptionsAsync).RequireAuthorization(nameof(Permission.ReadIntegrations)).ExcludeFromDescription();
        app.MapPost("/" + Path, AddAsync).RequireAuthorization(nameof(Permission.ReadIntegrations)).ExcludeFromDescription();
    }

    private static async Task<IResult> OptionsAsync(
        HttpContext context, IAntiforgery antiforgery, ActorAccessor actors, SignInManager<Person> signIn, TimeProvider clock)
    {
        var actor = await actors.GetAsync(context, context.RequestAborted);
        if (!await antiforgery.IsRequestValidAsync(context) || !FreshSignIn.IsFresh(actor, clock.GetUtcNow()))
        {
            return Results.BadRequest();
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(
            await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = actor.Id!.Value.ToString(), Name = actor.Name, DisplayName = actor.DisplayName ?? actor.Name }),
            MediaTypeNames.Application.Json);
    }

    private static async Task<IResult> AddAsync(HttpContext context, IAntiforgery antiforgery, ActorAccessor actors, PersonSignIn signIn, FactorService factors)
    {
        var actor = await actors.GetAsync(context, context.RequestAborted);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!await antiforgery.IsRequestValidAsync(context)
            || form["Credential"].ToString() is not { Length: > 0 } credential
            || await signIn.TryAttestAsync(credential) is not { Succeeded: true } made
            || made.UserEntity.Id != actor.Id.ToString())
        {
            return Back("refused");
        }

        try
        {
            await factors.AddPasskeyAsync(actor, made.Passkey, form["Name"].ToString(), context.RequestAborted);
            return Back("added");
        }
        catch (RequestException)
        {
            return Back("refused");
        }
    }

    private static IResult Back(string passkey) => Results.Redirect($"~/profile?passkey={passkey}");
}
