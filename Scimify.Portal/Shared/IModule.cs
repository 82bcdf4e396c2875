using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Shared;

/// <summary>One feature: it registers what its pages and controllers need, and maps what is its own. The host runs all of them.</summary>
internal interface IModule
{
    void Add(IServiceCollection services, ScimifySettings settings);

    /// <summary>Pages and controllers are found by themselves.</summary>
    void Map(WebApplication app)
    {
    }
}
