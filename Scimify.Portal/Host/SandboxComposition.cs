using Scimify.Portal.Host.Settings;
using Scimify.Portal.Sandbox;

namespace Scimify.Portal.Host;

/// <summary>The emulated Looker, if a setting enables it. Its state is in the data directory.</summary>
internal static class SandboxComposition
{
    public const string StateFile = "sandbox.jsonl";

    public static void AddScimifySandbox(this WebApplicationBuilder builder, ScimifySettings settings)
    {
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
}
