using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Servers;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Saml;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Scim;

namespace Scimify.Portal.Host;

/// <summary>The SCIM endpoint, and the engine that brings its changes to Looker.</summary>
internal static class ScimComposition
{
    public static void AddScimifyScim(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        var services = builder.Services;
        services.AddSingleton<UserService>().AddSingleton<GroupService>();
        services.AddSingleton<Cursors>().AddSingleton<UserLists>().AddSingleton<GroupAnswers>();
        services.AddSingleton<ProvisioningTargets>();
        services.AddSingleton<IIntegrationWatcher>(s => s.GetRequiredService<ProvisioningTargets>());
        services.AddSingleton<LargeBodies>();
        services.AddSingleton<ScimExceptionFilter>();
        services.AddSingleton<ScimRateFilter>();
        services.AddSingleton<ScimScopeFilter>();

        var ownsDatabase = settings.Database.Provider == DatabaseProvider.Sqlite;
        services.AddSingleton(new EngineSettings(settings.Sync.Wait, ownsDatabase) { TakeOver = settings.Sync.TakeOver });
        services.AddSingleton<ServerRun>();
        services.AddSingleton<IServerNewsListener, WatchersOfOtherServers>();
        services.AddSingleton<IServerNewsListener, ChangesOfOtherServers>();
        services.AddSingleton<IServerNewsListener>(s => s.GetRequiredService<SyncEngine>());
        if (!ownsDatabase)
        {
            services.AddLoop(new Loop<ServerPresence>("Being there for other servers", null, (presence, pulse, stopping) => presence.RunAsync(pulse, stopping)) { StopsLast = true });
        }

        services.AddSingleton<LookerCallCounter>();
        services.AddSingleton<ILookerCallObserver>(s => s.GetRequiredService<LookerCallCounter>());
        services.AddSingleton<IUnwrittenLookerCalls>(s => s.GetRequiredService<LookerCallCounter>());
        services.AddSingleton<SyncEngine>();
        services.AddSingleton<IIntegrationWatcher>(s => s.GetRequiredService<SyncEngine>());
        services.AddSingleton<SyncSettler>();
        services.AddSingleton<DetachedSettler>();
        services.AddSingleton<ReconcileEngine>();
        services.AddSingleton<MappingSweeper>();
        services.AddSingleton<RetentionRound>();
        services.AddSingleton<AuditHeadRound>();
        services.AddSingleton<MinuteRound>();
        services.AddSingleton<ClockWatch>();
        services.AddLoop(new Loop<SyncEngine>("The sync engine", null, (engine, pulse, stopping) => engine.RunAsync(pulse, stopping)));
        services.AddLoop(new Loop<MappingSweeper>("Bringing users to saved mappings", null, (sweeper, pulse, stopping) => sweeper.RunAsync(pulse, stopping)));
        services.AddLoop(new Loop<ReconcileEngine>("Comparing with Looker", null, (engine, pulse, stopping) => engine.RunAsync(pulse, stopping)));
        services.AddLoop<ClockWatch>("Watching the clock", ClockWatch.Every, (watch, stopping) => watch.LookAsync(stopping));
        services.AddLoop<RetentionRound>("Deleting old log rows", RetentionRound.Every, (round, stopping) => round.RunAsync(stopping));
        services.AddLoop<MinuteRound>("Forgetting what is kept for minutes", MinuteRound.Every, (round, stopping) => round.RunAsync(stopping));
        services.AddLoop<AuditHeadRound>("Logging where the audit log ends", AuditHeadRound.Every, (round, stopping) => round.RunAsync(stopping), startsAtOnce: false);
        services.AddLoop<SamlWatch>("Looking after SAML configurations", SamlWatch.Every, (watch, stopping) => watch.RunOnceAsync(ownsDatabase, stopping));

        services.AddAuthorizationBuilder().AddPolicy(ScimDiscoveryPolicy.Name, policy =>
        {
            policy.AddAuthenticationSchemes(ScimifySchemes.ScimToken);
            if (settings.Discovery.RequireToken)
            {
                policy.RequireAuthenticatedUser();
            }
            else
            {
                // Allowed without a token, but not with a wrong one: whoever tries a token here must not be told that it is good.
                policy.RequireAssertion(context => context.User.Identity is { IsAuthenticated: true } || !SendsToken(context.Resource));
            }
        });
        services.Configure<ApiBehaviorOptions>(options => options.SuppressMapClientErrors = true);
    }

    private static bool SendsToken(object? resource) =>
        resource is HttpContext context && !string.IsNullOrWhiteSpace(context.Request.Headers.Authorization);

    public static void MapScimifyScim(this WebApplication app)
    {
        app.UseWhen(InterfaceError.IsScim, scim => scim.UseStatusCodePages(pages => ScimError.WriteAsync(
            pages.HttpContext, pages.HttpContext.Response.StatusCode, $"The request was answered with {pages.HttpContext.Response.StatusCode}.")));
        app.MapFallback("scim/{**path}", UnknownEndpoint.AnswerAsync).AllowAnonymous().ExcludeFromDescription();
    }
}
