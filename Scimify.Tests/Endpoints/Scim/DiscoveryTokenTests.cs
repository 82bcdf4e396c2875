using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Discovery is open without a token, but whoever tries a mistyped one must not be told that all is well.</summary>
public sealed class DiscoveryTokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private const string Malformed = "Invalid SCIM token. Token should be in the format \"Bearer <token>\"";

    [Theory]
    [InlineData("Bearer scim_0123456789abcdef0123456789abcdef", "Invalid SCIM token. Authentication failed.")]
    [InlineData("Bearer nonsense", "Invalid SCIM token. Authentication failed.")]
    [InlineData("Bearer", Malformed)]
    [InlineData("Basic dXNlcjpwYXNz", Malformed)]
    [InlineData("ApiKey {token}", Malformed)]
    [InlineData("{token}", Malformed)]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("bearer {token}", null)]
    public async Task A_wrong_token_is_401_and_none_is_not(string? authorization, string? refusal)
    {
        await using var app = await ScimifyApp.StartAsync();
        var secret = await TokenAsync(app);
        foreach (var path in (string[])["/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "//Schemas"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/scim/v2{path}");
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization.Replace("{token}", secret.Secret, StringComparison.Ordinal));
            }

            using var response = await app.Client.SendAsync(request, Ct);
            var reply = await WireReply.ReadAsync(response);
            Assert.True((refusal is null ? 200 : 401) == reply.Status, $"{path}: {reply.Text}");
            if (refusal is not null)
            {
                WireRules.Check(reply, HttpMethod.Get);
                Assert.Equal(refusal, reply.Detail);
                Assert.StartsWith("Bearer", reply.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_revoked_token_is_401_too()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        var token = await app.ScimTokenAsync(owner);
        using var client = app.NewClient(scimToken: token.Secret);
        using var before = await client.GetAsync("/scim/v2/ServiceProviderConfig", Ct);
        Assert.Equal(200, (int)before.StatusCode);
        await app.Services.GetRequiredService<TokenService>().RevokeAsync(owner, token.Token.Id, Ct);
        using var after = await client.GetAsync("/scim/v2/ServiceProviderConfig", Ct);
        Assert.Equal(401, (int)after.StatusCode);
    }

    private static async Task<IssuedToken> TokenAsync(ScimifyApp app)
    {
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        return await app.ScimTokenAsync(owner);
    }
}
