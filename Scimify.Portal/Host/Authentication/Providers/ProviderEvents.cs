using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Tokens;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>What happens when a provider leads a browser back. Every failure ends on a page that says what to do.</summary>
internal sealed class ProviderEvents(
    ProviderOptions providers, ProviderSignIn signIn, PasswordLinkService links, OpenedLinkCookie opened, ProviderService service, SignInManager<Person> people, IFactorStore factors, ActorAccessor actors, ProviderFailures failures, TimeProvider clock, ILogger<ProviderEvents> logger)
    : OpenIdConnectEvents
{
    private const int LongestReason = 300;
    private const int LongestSid = 500;
    private static readonly object UserInfo = new();

    public override async Task RedirectToIdentityProvider(RedirectContext context)
    {
        if (await ProviderAsync(context.Scheme, context.HttpContext) is { Rules.HostedDomain: { } hosted })
        {
            context.ProtocolMessage.SetParameter("hd", hosted);
        }
    }

    public override async Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context)
    {
        if (ProviderScheme.IdOf(context.Scheme.Name) == ConfiguredProvider.AzureAd && context.TokenEndpointRequest is { } request)
        {
            var endpoint = (await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted)).TokenEndpoint;
            await context.HttpContext.RequestServices.GetRequiredService<AzureAdCredentials>().ApplyAsync(request, endpoint, context.HttpContext.RequestAborted);
        }
    }

    public override Task UserInformationReceived(UserInformationReceivedContext context)
    {
        context.HttpContext.Items[UserInfo] = ProviderClaims.Of(context.User.RootElement).ToList();
        return Task.CompletedTask;
    }

    /// <summary>
    /// In the code flow, the handler lets a token without a signature pass, because TLS vouches for it (OpenID Connect Core 1.0 section
    /// 3.1.3.7). We do not. Nor does it look at <c>iat</c>, which the same section lets a client do.
    /// </summary>
    /// <exception cref="SecurityTokenException">Thrown, and not put into the context, so that <see cref="RemoteFailure"/> learns which sign-in it was.</exception>
    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (string.IsNullOrEmpty(context.SecurityToken.RawSignature) || !ProviderOptions.Algorithms.Contains(context.SecurityToken.Header.Alg))
        {
            throw new SecurityTokenInvalidSignatureException("The ID token is not signed.");
        }

        if (context.SecurityToken.IssuedAt - clock.GetUtcNow().UtcDateTime > context.Options.TokenValidationParameters.ClockSkew)
        {
            throw new SecurityTokenNotYetValidException("The ID token was issued in the future.");
        }

        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        if (context.Principal is not { } principal || ProviderJourney.Of(context.Properties) is not { } journey || await ProviderAsync(context.Scheme, http) is not { } provider)
        {
            ProviderProblems.Lead(http, ProviderProblem.Off);
            return;
        }

        // The middleware has not asked for the cookie yet. Whoever signs in again ends the session that the browser had.
        http.User = (await http.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal ?? new ClaimsPrincipal(new ClaimsIdentity());
        var claims = ClaimsOf(principal, http);
        switch (journey.Purpose)
        {
            case JourneyPurpose.SignIn:
                await SignInAsync(http, provider, journey, claims, await signIn.SignInAsync(provider, claims, AddressOf(http), http.RequestAborted), context.ReturnUri);
                break;
            case JourneyPurpose.Accept:
                await AcceptAsync(http, provider, journey, claims, context.ReturnUri);
                break;
            case JourneyPurpose.Try:
                await TryAsync(http, provider, journey, actor => signIn.TryAsync(actor, provider, claims, http.RequestAborted));
                break;
            default:
                await ConnectAsync(http, provider, journey, claims, context.ReturnUri);
                break;
        }
    }

    public override Task AccessDenied(AccessDeniedContext context)
    {
        context.HandleResponse();
        return FailAsync(context.HttpContext, context.Scheme, context.Properties, ProviderProblem.Declined, "The provider, or you, said no.", null);
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        var failure = context.Failure?.InnerException is SecurityTokenException inner ? inner : context.Failure;
        return FailAsync(context.HttpContext, context.Scheme, context.Properties, ProviderProblems.Of(failure), ReasonOf(failure), failure);
    }

    private static string ReasonOf(Exception? failure)
    {
        var description = failure?.Data["error_description"] as string;
        return ProviderProblems.ErrorOf(failure) is { } error ? $"The provider answered {error}. {description}".Trim().Clipped(LongestReason)
            : failure is SecurityTokenException token ? $"The ID token is not valid ({token.GetType().Name})."
            : (failure?.Message ?? "There was no answer.").Clipped(LongestReason);
    }

    private async Task FailAsync(HttpContext http, AuthenticationScheme scheme, AuthenticationProperties? properties, ProviderProblem problem, string reason, Exception? failure)
    {
        ProviderLog.Note(logger, scheme.Name, problem, RequestId.Of(http), failure);
        var (journey, provider) = (ProviderJourney.Of(properties), await ProviderAsync(scheme, http));
        if (journey is { Purpose: JourneyPurpose.Try } && provider is not null)
        {
            http.User = (await http.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal ?? new ClaimsPrincipal(new ClaimsIdentity());
            await TryAsync(http, provider, journey, actor => Task.FromResult(ProviderTry.Failed(clock.GetUtcNow(), actor.Name, journey.Revision, reason)));
            return;
        }

        // Anybody can invent an answer. This one belongs to a sign-in that began here.
        if (journey is not null && provider is not null)
        {
            await failures.NoteAsync(http, provider, problem, ProviderProblems.WrongOf(failure));
        }

        ProviderProblems.Lead(http, problem);
    }

    private async Task AcceptAsync(HttpContext http, ProviderSnapshot provider, ProviderJourney journey, ProviderClaims claims, string? returnUri)
    {
        if (journey.Link is not { } hash || await links.FindByHashAsync(hash, http.RequestAborted) is not { } link)
        {
            ProviderProblems.Lead(http, ProviderProblem.LinkGone);
            return;
        }

        var outcome = await signIn.AcceptAsync(provider, claims, link, AddressOf(http), http.RequestAborted);
        if (outcome is ProviderSignInOutcome.Accepted)
        {
            opened.Forget(http);    // whoever was refused may come back with another account
        }

        await SignInAsync(http, provider, journey, claims, outcome, returnUri);
    }

    private async Task SignInAsync(HttpContext http, ProviderSnapshot provider, ProviderJourney journey, ProviderClaims claims, ProviderSignInOutcome outcome, string? returnUri)
    {
        if (outcome is ProviderSignInOutcome.Refused refused)
        {
            ProviderProblems.Lead(http, ProviderProblems.Of(refused.Why));
            return;
        }

        var person = await people.UserManager.FindByIdAsync(((ProviderSignInOutcome.Accepted)outcome).Person.ToString()) ?? throw new ForbiddenException();
        var principal = await people.CreateUserPrincipalAsync(person);
        KeepTimeOf(claims, principal.Identities.First(), journey.AsksAgain);
        http.Features.Set(new SignInWay($"provider {provider.Name}", SessionOf(provider, claims)));
        await http.SignInAsync(IdentityConstants.ApplicationScheme, principal);
        var isTold = (await factors.FindAsync(person.Id, http.RequestAborted)).Reset is null;
        http.Response.Redirect(!isTold ? $"{http.Request.PathBase}/profile" : returnUri ?? $"{http.Request.PathBase}/");
    }

    private static ProviderSession? SessionOf(ProviderSnapshot provider, ProviderClaims claims) =>
        new(provider.Id, claims.First("iss")!, claims.First("sub")!, claims.First("sid") is { Length: > 0 and <= LongestSid } sid ? sid : null);

    /// <summary>
    /// A provider that asked the person long ago has not asked them now. One that does not say when (OpenID Connect Core 1.0 section 2) is
    /// believed only if it had to ask: otherwise its own session may have answered, and the sign-in is not fresh.
    /// </summary>
    private static void KeepTimeOf(ProviderClaims claims, ClaimsIdentity identity, bool hadToAsk)
    {
        var now = identity.FindFirst(ScimifyClaims.AuthenticationTime);
        long? asked = long.TryParse(claims.First(ScimifyClaims.AuthenticationTime), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
        if (now is null || (asked is null && hadToAsk) || asked >= long.Parse(now.Value, CultureInfo.InvariantCulture))
        {
            return;
        }

        identity.RemoveClaim(now);
        if (asked is { } at)
        {
            identity.AddClaim(new Claim(ScimifyClaims.AuthenticationTime, at.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private async Task TryAsync(HttpContext http, ProviderSnapshot provider, ProviderJourney journey, Func<Actor, Task<ProviderTry>> find)
    {
        if (await StarterAsync(http, journey) is not { } actor || !Permissions.Grants(actor.Role, Permission.ManageOrganization) || actor.OrganizationKey != provider.OrganizationKey)
        {
            ProviderProblems.Lead(http, ProviderProblem.NotYou);
            return;
        }

        await service.TriedAsync(actor, provider.Id, await find(actor) with { Revision = journey.Revision }, http.RequestAborted);
        http.Response.Redirect($"{http.Request.PathBase}/settings/sign-in/providers/{provider.Id}?tried=true");
    }

    private async Task ConnectAsync(HttpContext http, ProviderSnapshot provider, ProviderJourney journey, ProviderClaims claims, string? returnUri)
    {
        try
        {
            await signIn.ConnectAsync(await StarterAsync(http, journey) ?? throw new ForbiddenException(), provider, claims, http.RequestAborted);
            http.Response.Redirect(returnUri ?? $"{http.Request.PathBase}/");
        }
        catch (ConflictException)
        {
            ProviderProblems.Lead(http, ProviderProblem.Taken);
        }
        catch (Exception e) when (e is ForbiddenException or SignInNotFreshException)
        {
            ProviderProblems.Lead(http, ProviderProblem.NotYou);
        }
    }

    /// <summary>Null if another person is signed in than the one who began it, or nobody.</summary>
    private async Task<Actor?> StarterAsync(HttpContext http, ProviderJourney journey) =>
        await actors.FindAsync(http.User, AddressOf(http), http.RequestAborted) is { } actor && actor.Id == journey.PersonId ? actor : null;

    private ValueTask<ProviderSnapshot?> ProviderAsync(AuthenticationScheme scheme, HttpContext http) =>
        ProviderScheme.IdOf(scheme.Name) is { } id ? providers.LoadAsync(id, http.RequestAborted) : ValueTask.FromResult<ProviderSnapshot?>(null);

    /// <summary>Those of the ID token, and of userinfo what the ID token does not have.</summary>
    private static ProviderClaims ClaimsOf(ClaimsPrincipal principal, HttpContext http)
    {
        List<KeyValuePair<string, string>> claims = [.. principal.Claims.Select(claim => KeyValuePair.Create(claim.Type, claim.Value))];
        var signed = claims.Select(claim => claim.Key).ToHashSet(StringComparer.Ordinal);
        return new ProviderClaims([.. claims, .. (http.Items[UserInfo] as List<KeyValuePair<string, string>> ?? []).Where(claim => !signed.Contains(claim.Key))]);
    }

    private static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress.Plain()?.ToString();
}

internal static partial class ProviderLog
{
    /// <summary>An error that the provider describes is named by its code: the description may name a person.</summary>
    public static void Note(ILogger logger, string scheme, ProviderProblem problem, Guid requestId, Exception? cause)
    {
        var error = ProviderProblems.ErrorOf(cause);
        Failed(logger, scheme, EnumWords.Of(problem), error, requestId, error is null ? cause : null);
    }

    [LoggerMessage(1421, LogLevel.Warning, "A sign-in with {Scheme} failed: {Problem}, provider's error {Error}, request {RequestId}")]
    private static partial void Failed(ILogger logger, string scheme, string problem, string? error, Guid requestId, Exception? cause);
}
