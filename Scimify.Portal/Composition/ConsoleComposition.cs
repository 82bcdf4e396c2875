using Scimify.Portal.Composition.Settings;

namespace Scimify.Portal.Composition;

internal static class ConsoleComposition
{
    public static void AddScimifyConsole(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
    }

    public static void MapScimifyConsole(this WebApplication app) => ArgumentNullException.ThrowIfNull(app);
}
