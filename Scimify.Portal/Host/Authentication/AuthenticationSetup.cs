using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Servers;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Metrics;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Which scheme guards which interface, and the names of the policies.</summary>
internal static class AuthenticationSetup
{
    private static readonly TimeSpan SecondStepLife = TimeSpan.FromMinutes(5);

    public static void AddScimifyAuthentication(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<BadTokenLimiter>();
        services.AddSingleton<KnownDevice>();
        services.AddSingleton<RejectedRequests>();
        services.AddSingleton<PersonRates>();
        services.AddSingleton<ActorAccessor>();
        services.AddSingleton<IIntegrationWatcher, TokensOfChangedIntegration>();
        services.AddSingleton<IServerNewsListener, AccountsOfOtherServers>();
        services.AddSingleton<TokenUseRound>();
        services.AddLoop(new Loop<TokenUseRound>("Writing last uses of tokens and sessions, and rejected requests", TokenUseRound.Every, (round, _, stopping) => round.RunAsync(stopping)) { EndsWithRound = true });
        services.AddScoped(s => TrackingContext(s.GetRequiredService<ScimifyDatabase>()));
        services.AddSingleton<ILookupNormalizer, PersonLookup>();
        services.AddIdentityCore<Person>(Identity)
            .AddUserStore<PersonStore>()
            .AddSignInManager<PersonSignIn>()
            .AddTokenProvider<TotpProvider>(TokenOptions.DefaultAuthenticatorProvider)
            .AddClaimsPrincipalFactory<PersonClaimsFactory>();
        services.AddAuthentication(ScimifySchemes.ByPath)
            .AddPolicyScheme(ScimifySchemes.ByPath, null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ScimTokenHandler>(ScimifySchemes.ScimToken, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ScimifySchemes.ApiKey, null)
            .AddScheme<AuthenticationSchemeOptions, MetricsTokenHandler>(ScimifySchemes.MetricsToken, null)
            .AddCookie(IdentityConstants.ApplicationScheme, Cookie)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, SecondStepCookie)
            .AddCookie(IdentityConstants.ExternalScheme);
        services.AddAuthorization(Policies);
        services.AddSingleton<IAuthorizationHandler, WithinTokenScopeHandler>();
        services.AddSingleton<RefusedAccess>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(s => s.GetRequiredService<RefusedAccess>());
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "scimify.antiforgery";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    private static void Identity(IdentityOptions options)
    {
        options.User.AllowedUserNameCharacters = "";
        options.Lockout.MaxFailedAccessAttempts = int.MaxValue;    // failures slow down who fails (SignInAttempts, FactorStore), and lock nobody
    }

    private static void Cookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "scimify.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SignInPolicy.LongestLife;    // the session's row says when it ends
        options.SlidingExpiration = false;
        options.LoginPath = "/sign-in";
        options.LogoutPath = "/sign-out";
        options.AccessDeniedPath = "/denied";
        options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;    // the sign-in page checks the address and leads there
        options.Events.OnSigningIn = SessionCookie.StartAsync;
        options.Events.OnValidatePrincipal = SessionCookie.CheckAsync;
    }

    /// <summary>Who has typed the right password and still has to show the second factor, or what a passkey has to answer.</summary>
    private static void SecondStepCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "scimify.second-step";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SecondStepLife;
        options.SlidingExpiration = false;
    }

    /// <summary>Passkeys belong to the public address, if there is one; otherwise to the address of the request.</summary>
    public static void AddScimifyPasskeys(this IServiceCollection services, ScimifySettings settings) => services.Configure<IdentityPasskeyOptions>(options =>
    {
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        if (settings.PublicAddress is { } address)
        {
            options.ServerDomain = address.Host.Host;
            options.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == address.Origin);
        }
    });

    private static string SchemeOf(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/scim") ? ScimifySchemes.ScimToken
        : context.Request.Path.StartsWithSegments("/api") ? ScimifySchemes.ApiKey
        : context.Request.Path.StartsWithSegments(MetricsEndpoint.Path) ? MetricsSchemeOf(context.Request)
        : IdentityConstants.ApplicationScheme;

    /// <summary>Monitoring systems send <c>Bearer</c> for a metrics token, or <c>ApiKey</c> for a personal access token.</summary>
    private static string MetricsSchemeOf(HttpRequest request) =>
        request.Headers.Authorization.ToString().TrimStart().StartsWith(ScimifySchemes.ApiKey, StringComparison.OrdinalIgnoreCase)
            ? ScimifySchemes.ApiKey
            : ScimifySchemes.MetricsToken;

    /// <summary>One policy for each permission, under its name. Nothing is open unless it says so.</summary>
    private static void Policies(AuthorizationOptions options)
    {
        foreach (var permission in Enum.GetValues<Permission>())
        {
            options.AddPolicy(permission.ToString(), policy => policy
                .RequireAuthenticatedUser()
                .RequireAssertion(context => Grants(context.User, permission)));
        }

        options.AddPolicy(ScimifySchemes.ScimPolicy, policy => policy
            .AddAuthenticationSchemes(ScimifySchemes.ScimToken)
            .RequireAuthenticatedUser());
        options.AddPolicy(ScimifySchemes.MetricsPolicy, policy => policy
            .RequireAuthenticatedUser()
            .AddRequirements(WithinTokenScope.Instance)
            .RequireAssertion(context => context.User.Identity?.AuthenticationType == ScimifySchemes.MetricsToken || Grants(context.User, Permission.ReadMetrics)));
        options.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(WithinTokenScope.Instance).Build();
        options.FallbackPolicy = options.DefaultPolicy;
    }

    private static bool Grants(ClaimsPrincipal user, Permission permission) =>
        Enum.TryParse<PortalRole>(user.FindFirstValue(ClaimTypes.Role), out var role) && Permissions.Grants(role, permission);

    private static ScimifyContext TrackingContext(ScimifyDatabase database)
    {
        var context = database.CreateDbContext();
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.TrackAll;
        return context;
    }
}
