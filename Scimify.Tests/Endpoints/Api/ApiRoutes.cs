using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>The routes that the server really maps below <c>/api/v1</c>.</summary>
internal static class ApiRoutes
{
    public static IReadOnlyList<RouteEndpoint> Of(ApiWorld world) =>
    [
        .. world.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("api/v1", StringComparison.Ordinal) == true),
    ];

    /// <summary>Such as <c>GET /integrations/{uuid}</c>.</summary>
    public static IEnumerable<string> NamesOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            .Select(method => $"{method} /{endpoint.RoutePattern.RawText!["api/v1/".Length..]}");
}
