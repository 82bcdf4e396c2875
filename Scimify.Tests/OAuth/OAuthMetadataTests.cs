using System.Net.Http.Json;
using System.Text.Json;
using Scimify.Core.OAuth;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.OAuth;

/// <summary>What a client can find out by itself: the token endpoint (RFC 8414) and whose tokens SCIM takes (RFC 9728).</summary>
public sealed class OAuthMetadataTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_finds_the_token_endpoint_from_a_refused_SCIM_request()
    {
        await using var app = await ScimifyApp.StartAsync();
        using var refused = await app.Client.GetAsync("/scim/v2/Users", Ct);
        var challenge = Assert.Single(refused.Headers.WwwAuthenticate).ToString();

        var resource = await app.Client.GetFromJsonAsync<JsonElement>(challenge.Split("resource_metadata=\"")[1].TrimEnd('"'), Ct);
        var origin = app.BaseAddress.GetLeftPart(UriPartial.Authority);
        Assert.Equal((origin + "/scim/v2", origin), (resource.GetProperty("resource").GetString(), Assert.Single(resource.GetProperty("authorization_servers").EnumerateArray()).GetString()));

        var server = await app.Client.GetFromJsonAsync<JsonElement>(origin + "/.well-known/oauth-authorization-server", Ct);
        Assert.Equal((origin, origin + "/oauth/token"), (server.GetProperty("issuer").GetString(), server.GetProperty("token_endpoint").GetString()));
        Assert.Equal(["client_credentials"], Texts(server, "grant_types_supported"));
        Assert.Equal(["client_secret_basic", "client_secret_post", "private_key_jwt"], Texts(server, "token_endpoint_auth_methods_supported"));
        Assert.Empty(Texts(server, "response_types_supported"));
        Assert.Equal(OAuthScopes.Names, Texts(server, "scopes_supported"));
        Assert.DoesNotContain("HS256", Texts(server, "token_endpoint_auth_signing_alg_values_supported"));
        Assert.DoesNotContain("none", Texts(server, "token_endpoint_auth_signing_alg_values_supported"));
    }

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/api/v1")]
    [InlineData("/.well-known/oauth-authorization-server/another")]
    public async Task There_is_no_document_about_anything_else(string path)
    {
        await using var app = await ScimifyApp.StartAsync();
        using var answer = await app.Client.GetAsync(path, Ct);
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/.well-known/oauth-authorization-server/scimify", "issuer", "http://localhost:5080/scimify")]
    [InlineData("/scimify/.well-known/oauth-authorization-server", "issuer", "http://localhost:5080/scimify")]
    [InlineData("/.well-known/oauth-protected-resource/scimify/scim/v2", "resource", "http://localhost:5080/scimify/scim/v2")]
    [InlineData("/scimify/.well-known/oauth-protected-resource/scim/v2", "resource", "http://localhost:5080/scimify/scim/v2")]
    public async Task A_public_address_with_a_path_is_named_in_all_of_them(string path, string member, string value)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:PublicUrl"] = "http://localhost:5080/scimify" });
        Assert.Equal(value, (await app.Client.GetFromJsonAsync<JsonElement>(path, Ct)).GetProperty(member).GetString());
    }

    [Fact]
    public async Task SCIM_names_both_ways_to_authenticate()
    {
        await using var app = await ScimifyApp.StartAsync();
        var config = await app.Client.GetFromJsonAsync<JsonElement>("/scim/v2/ServiceProviderConfig", Ct);
        Assert.Equal(["oauthbearertoken", "oauth2"], config.GetProperty("authenticationSchemes").EnumerateArray().Select(scheme => scheme.GetProperty("type").GetString()));
    }

    private static IEnumerable<string?> Texts(JsonElement document, string member) => document.GetProperty(member).EnumerateArray().Select(one => one.GetString());
}
