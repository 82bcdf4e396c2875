using Scimify.Portal.Host.Settings;
using Scimify.Portal.Sandbox;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Host;

/// <summary>The emulated Looker, if a setting enables it. Its state is in the data directory.</summary>
internal static class SandboxComposition
{
    public const string StateFile = "sandbox.jsonl";

    public static void AddScimifySandbox(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        builder.Services.AddScoped(Offer);
        if (!settings.Sandbox.Enabled)
        {
            return;
        }

        builder.Services.AddSingleton(s => new SandboxOptions
        {
            Url = settings.Sandbox.Url,
            StateFile = Path.Combine(settings.DataDirectory, StateFile),
            Clock = s.GetRequiredService<TimeProvider>(),
        });
        builder.Services.AddSingleton<SandboxServer>();
        builder.Services.AddHostedService(s => s.GetRequiredService<SandboxServer>());
    }

    /// <summary>Evaluated for each circuit, because the sandbox's address is known only once it listens.</summary>
    private static SandboxOffer Offer(IServiceProvider services) =>
        services.GetService<SandboxServer>()?.Url is { } url && services.GetService<SandboxOptions>() is { } options
            ? new SandboxOffer(url, options.ClientId, options.ClientSecret, SandboxTestLoginPage.PathOf)
            : SandboxOffer.None;
}
