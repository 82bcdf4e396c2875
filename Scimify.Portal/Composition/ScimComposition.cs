using Scimify.Portal.Composition.Settings;

namespace Scimify.Portal.Composition;

internal static class ScimComposition
{
    public static void AddScimifyScim(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
    }

    public static void MapScimifyScim(this WebApplication app) => ArgumentNullException.ThrowIfNull(app);
}
