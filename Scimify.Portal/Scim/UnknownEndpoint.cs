using Microsoft.AspNetCore.Routing.Template;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Scim;

/// <summary>Requests that match no SCIM route: 405 with the methods that the path allows, or else 404.</summary>
internal static class UnknownEndpoint
{
    public static Task AnswerAsync(HttpContext context, EndpointDataSource routes)
    {
        var path = context.Request.Path;
        var allowed = routes.Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Order < int.MaxValue && Takes(route, path))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            .SelectMany(method => HttpMethods.IsGet(method) ? [method, HttpMethods.Head] : (string[])[method])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (allowed.Length == 0)
        {
            return ScimError.WriteAsync(context, StatusCodes.Status404NotFound, $"There is no endpoint {path}.");
        }

        context.Response.Headers.Allow = string.Join(", ", allowed);
        return ScimError.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"{path} does not support {context.Request.Method}.");
    }

    private static bool Takes(RouteEndpoint route, PathString path) =>
        new TemplateMatcher(new RouteTemplate(route.RoutePattern), []).TryMatch(path, []);
}
