using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.HttpResults;
using MudBlazor.Services;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Layout;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Host;

/// <summary>What all pages of the console share: Blazor, the session, files.</summary>
internal static class ConsoleComposition
{
    // Only the console's addresses. For unknown ones of their own, the other interfaces answer in their own format.
    private const string ConsolePath = @"{**path:regex(^(?!(api|scim|openapi|_framework|_blazor)(/|$)).*$)}";

    public static void AddScimifyConsole(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddMudServices();
        services.AddScoped<AppDialogs>();
        services.AddScoped<Toasts>();
        services.AddScoped<ConsoleSession>();
        services.AddScoped<CircuitConnection>().AddScoped<CircuitHandler>(s => s.GetRequiredService<CircuitConnection>());
        services.AddScoped<SignInAgain>();
        services.AddScoped(s => new ConsoleAddresses(s.GetRequiredService<NavigationManager>(), settings.PublicUrl));
        services.AddSingleton<SharedAnswers>();
        services.AddSingleton<ProblemQuery>();
        services.AddSingleton<ShellQuery>();
        services.AddSingleton<PaletteQuery>();
    }

    public static void MapScimifyConsole(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous().WithMetadata(new OpenBeforePasswordChangeAttribute());
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(circuits => circuits.ContentSecurityFrameAncestorsPolicy = null);    // the host's own policy is stricter
        app.MapFallback(ConsolePath, () => new RazorComponentResult<App> { StatusCode = StatusCodes.Status404NotFound })
            .WithMetadata(new ExcludeFromInteractiveRoutingAttribute())
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))     // otherwise no interface could answer 405
            .AllowAnonymous();
    }
}
