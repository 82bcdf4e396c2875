using Scimify.Portal.Composition.Settings;

namespace Scimify.Portal.Composition;

internal static class ApiComposition
{
    public static void AddScimifyApi(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
    }

    public static void MapScimifyApi(this WebApplication app) => ArgumentNullException.ThrowIfNull(app);
}
