using Scimify.Core.OAuth;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>
/// What the authorization server is (RFC 8414), and which one the SCIM endpoint belongs to (RFC 9728). The standards put the path of
/// a public address behind the well-known name; there, and below the path, it is the same document.
/// </summary>
internal static class OAuthMetadata
{
    private const string Server = "/.well-known/oauth-authorization-server";

    public static void Map(WebApplication app)
    {
        app.MapGet(Server + "/{**path}", (HttpRequest request, ScimifySettings settings, string? path) =>
            IsOwn(request, path, "") ? Results.Json(OfServer(settings.PublicOrigin(request))) : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(ProtectedResource.Root + "/{**path}", (HttpRequest request, ScimifySettings settings, string? path) =>
            IsOwn(request, path, ProtectedResource.Scim) ? Results.Json(OfResource(settings.ScimUrl(request), settings.PublicOrigin(request))) : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
    }

    private static bool IsOwn(HttpRequest request, string? path, string resource)
    {
        var asked = "/" + (path ?? "").Trim('/');
        return asked == "/" + resource.Trim('/') || (request.PathBase.HasValue && asked == request.PathBase.Value + resource);
    }

    private static Dictionary<string, object> OfServer(string origin) => new()
    {
        ["issuer"] = origin,
        ["token_endpoint"] = origin + TokenEndpoint.Path,
        ["token_endpoint_auth_methods_supported"] = (string[])["client_secret_basic", "client_secret_post", "private_key_jwt"],
        ["token_endpoint_auth_signing_alg_values_supported"] = ProviderOptions.Algorithms,
        ["grant_types_supported"] = (string[])["client_credentials"],
        ["response_types_supported"] = Array.Empty<string>(),
        ["scopes_supported"] = OAuthScopes.Names,
    };

    private static Dictionary<string, object> OfResource(string scimUrl, string origin) => new()
    {
        ["resource"] = scimUrl,
        ["authorization_servers"] = (string[])[origin],
        ["scopes_supported"] = OAuthScopes.Names,
        ["bearer_methods_supported"] = (string[])["header"],
        ["resource_name"] = "Scimify",
    };
}
