using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Shared;

/// <summary>One feature. It registers what its pages and controllers need, and maps its own routes. The host runs all features.</summary>
internal interface IModule
{
    void Add(IServiceCollection services, ScimifySettings settings);

    /// <summary>Pages and controllers are found automatically.</summary>
    void Map(WebApplication app)
    {
    }
}
