using Microsoft.AspNetCore.HttpOverrides;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>Behind a proxy, its headers give the remote address and the scheme. They are trusted only if the operator says so.</summary>
internal static class ForwardedHeadersSetup
{
    public static void AddScimifyForwardedHeaders(this IServiceCollection services, ForwardedHeadersSettings settings) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = settings.Enabled
                ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
                : ForwardedHeaders.None;
            options.ForwardLimit = settings.ProxiesInChain;
            if (settings.KnownProxies.Count > 0)
            {
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
            }

            foreach (var network in settings.KnownProxies)
            {
                options.KnownIPNetworks.Add(network);
            }
        });

    public static void UseScimifyForwardedHeaders(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ScimifySettings>().ForwardedHeaders.Enabled)
        {
            app.UseForwardedHeaders();
        }
    }
}
