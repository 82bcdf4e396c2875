using Microsoft.AspNetCore.Authentication;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Primitives;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Features.SignIn;

/// <summary>Where journeys to providers begin.</summary>
internal static class ProviderEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/sign-in/with/{id:guid}", SignInAsync).AllowAnonymous();
        app.MapGet("/sign-in/try/{id:guid}", TryAsync).RequireAuthorization(nameof(Permission.ManageOrganization));
        app.MapGet("/sign-in/connect/{id:guid}", ConnectAsync).RequireAuthorization();
        app.MapGet("/sign-in/accept/{id:guid}", AcceptAsync).AllowAnonymous();
    }

    private static async Task SignInAsync(HttpContext http, Guid id, string? returnUrl, bool? again, ProviderOptions providers, SignInLimiter limiter)
    {
        if (!limiter.MayTry(http.Connection.RemoteIpAddress))
        {
            ProviderProblems.Lead(http, ProviderProblem.TooMany);
        }
        else if (await providers.LoadAsync(id, http.RequestAborted) is not { IsEnabled: true } provider)
        {
            ProviderProblems.Lead(http, ProviderProblem.Off);
        }
        else
        {
            var journey = new ProviderJourney(JourneyPurpose.SignIn, null, provider.Revision) { AsksAgain = again == true };
            await LeadAsync(http, provider, journey.Properties(ReturnAddress.LocalOrStart(BaseOf(http), returnUrl)), null);
        }
    }

    /// <summary>For whoever has opened a one-time link in this browser.</summary>
    private static async Task AcceptAsync(HttpContext http, Guid id, ProviderOptions providers, PasswordLinkService links, OpenedLinkCookie opened, SignInLimiter limiter)
    {
        if (!limiter.MayTry(http.Connection.RemoteIpAddress))
        {
            ProviderProblems.Lead(http, ProviderProblem.TooMany);
        }
        else if (opened.Find(http) is not { } hash || await links.FindByHashAsync(hash, http.RequestAborted) is not { } link)
        {
            ProviderProblems.Lead(http, ProviderProblem.LinkGone);
        }
        else if (await providers.LoadAsync(id, http.RequestAborted) is not { IsEnabled: true } provider || provider.OrganizationKey != link.OrganizationKey)
        {
            ProviderProblems.Lead(http, ProviderProblem.Off);
        }
        else
        {
            var journey = new ProviderJourney(JourneyPurpose.Accept, null, provider.Revision) { Link = link.Hash };
            await LeadAsync(http, provider, journey.Properties(BaseOf(http)), null);
        }
    }

    private static async Task TryAsync(
        HttpContext http, Guid id, string? ticket, ProviderOptions providers, ActorAccessor actors, JourneyTickets tickets, ProviderService service, TimeProvider clock)
    {
        var actor = await actors.GetAsync(http, http.RequestAborted);
        if (await providers.LoadAsync(id, http.RequestAborted) is { } provider && provider.OrganizationKey == actor.OrganizationKey && tickets.IsGood(ticket, JourneyPurpose.Try, actor, id))
        {
            var journey = new ProviderJourney(JourneyPurpose.Try, actor.Id, provider.Revision);
            await LeadAsync(http, provider, journey.Properties(BaseOf(http)), async reason =>
            {
                await service.TriedAsync(actor, id, ProviderTry.Failed(clock.GetUtcNow(), actor.Name, provider.Revision, reason), http.RequestAborted);
                http.Response.Redirect($"{http.Request.PathBase}/settings/sign-in/providers/{id}?tried=true");
            });
        }
        else
        {
            ProviderProblems.Lead(http, ProviderProblem.Lost);
        }
    }

    private static async Task ConnectAsync(HttpContext http, Guid id, string? ticket, ProviderOptions providers, ActorAccessor actors, JourneyTickets tickets, TimeProvider clock)
    {
        var actor = await actors.GetAsync(http, http.RequestAborted);
        FreshSignIn.Require(FreshAct.ConnectAccount, actor, clock.GetUtcNow());
        if (await providers.LoadAsync(id, http.RequestAborted) is { IsEnabled: true } provider && provider.OrganizationKey == actor.OrganizationKey && tickets.IsGood(ticket, JourneyPurpose.Connect, actor, id))
        {
            var journey = new ProviderJourney(JourneyPurpose.Connect, actor.Id, provider.Revision);
            await LeadAsync(http, provider, journey.Properties(BaseOf(http) + "company-sign-in"), null);
        }
        else
        {
            ProviderProblems.Lead(http, ProviderProblem.Lost);
        }
    }

    /// <summary>The provider may be away, or refuse a pushed request with the wrong secret. Both show here, before the browser leaves.</summary>
    private static async Task LeadAsync(HttpContext http, ProviderSnapshot provider, AuthenticationProperties properties, Func<string, Task>? failed)
    {
        try
        {
            await http.ChallengeAsync(ProviderScheme.NameOf(provider.Id), properties);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            var problem = provider.ClientSecret is null ? ProviderProblem.Secret : ProviderProblems.Of(e);
            ProviderLog.Note(http.RequestServices.GetRequiredService<ILogger<ProviderEvents>>(), ProviderScheme.NameOf(provider.Id), problem, RequestId.Of(http), e);
            if (failed is null)
            {
                await http.RequestServices.GetRequiredService<ProviderFailures>().NoteAsync(http, provider, problem, ProviderProblems.WrongOf(e));
                ProviderProblems.Lead(http, problem);
            }
            else
            {
                await failed($"The provider could not be asked: {(e.InnerException ?? e).Message}".Clipped(300));
            }
        }
    }

    private static string BaseOf(HttpContext http) => new Uri($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/").AbsoluteUri;
}
