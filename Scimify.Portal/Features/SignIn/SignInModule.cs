using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.SignIn;

internal sealed class SignInModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<SignInLimiter>()
        .AddSingleton<EnrolTicket>()
        .AddSingleton<OpenedLinkCookie>()
        .AddScoped<PasswordCheck>()
        .AddSingleton<SignInSettingsQuery>();

    public void Map(WebApplication app)
    {
        app.MapPost("/sign-out", SignOutEndpoint.HandleAsync).AllowAnonymous().WithMetadata(new OpenBeforePasswordChangeAttribute());
        PasskeyEndpoints.Map(app);
        EnrolPasskeyEndpoints.Map(app);
        ProviderEndpoints.Map(app);
        BackChannelEndpoint.Map(app);
    }
}
