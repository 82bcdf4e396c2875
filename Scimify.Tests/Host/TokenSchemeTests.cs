using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Scimify.Tests.Host;

public sealed class TokenSchemeTests
{
    private const string Canary = "scim_0123456789abcdef0123456789abcdef";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "No SCIM token provided")]
    [InlineData("", "No SCIM token provided")]
    [InlineData("Bearer", "Invalid SCIM token. Token should be in the format \"Bearer <token>\"")]
    [InlineData("Bearer a b", "Invalid SCIM token. Token should be in the format \"Bearer <token>\"")]
    [InlineData("Basic dXNlcjpwYXNz", "Invalid SCIM token. Token should be in the format \"Bearer <token>\"")]
    [InlineData(Canary, "Invalid SCIM token. Token should be in the format \"Bearer <token>\"")]
    [InlineData("Bearer " + Canary, "Invalid SCIM token. Authentication failed.")]
    [InlineData("bearer " + Canary, "Invalid SCIM token. Authentication failed.")]
    [InlineData("Bearer nonsense", "Invalid SCIM token. Authentication failed.")]
    [InlineData("Bearer Bearer " + Canary, "Invalid SCIM token. The word \"Bearer\" was sent twice: paste the token into the identity provider without it")]
    public async Task A_scim_request_without_a_good_token_gets_401_as_a_scim_error(string? header, string detail)
    {
        await using var app = await ScimifyApp.StartAsync();
        using var answer = await SendAsync(app, "/scim/v2/Users", header);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal($"Bearer realm=\"Scimify\", resource_metadata=\"{answer.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Authority)}/.well-known/oauth-protected-resource/scim/v2\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/scim+json", answer.Content.Headers.ContentType?.ToString());
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", error.GetProperty("schemas")[0].GetString());
        Assert.Equal(("401", detail), (error.GetProperty("status").GetString(), error.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task An_expired_token_is_told_that_it_expired()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        var token = await app.ScimTokenAsync(owner, expiresAt: clock.GetUtcNow().AddMinutes(5));
        clock.Advance(TimeSpan.FromMinutes(5));

        using var answer = await SendAsync(app, "/scim/v2/Users", $"Bearer {token.Secret}");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("has expired", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task A_good_token_comes_through_until_it_is_revoked(string scheme)
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        var token = await app.ScimTokenAsync(owner);
        using var before = await SendAsync(app, "/scim/v2/Users?count=0", $"{scheme} {token.Secret}");

        await app.Services.GetRequiredService<TokenService>().RevokeAsync(owner, token.Token.Id, Ct);
        using var after = await SendAsync(app, "/scim/v2/Users?count=0", $"{scheme} {token.Secret}");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains("Authentication failed.", await after.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_tokens_are_rate_limited_by_address_and_good_ones_go_on()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        var good = await app.ScimTokenAsync(owner);
        for (var i = 0; i < BadTokenLimiter.PerMinute; i++)
        {
            using var refused = await SendAsync(app, "/scim/v2/Users", "Bearer bad");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var limited = await SendAsync(app, "/scim/v2/Users", "Bearer bad");
        using var limitedApi = await SendAsync(app, "/api/v1/integrations", "ApiKey bad");
        using var unaffected = await SendAsync(app, "/scim/v2/Users?count=0", $"Bearer {good.Secret}");
        using var without = await SendAsync(app, "/scim/v2/Users", null);

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), limited.Headers.RetryAfter?.Delta);
        Assert.Equal("429", (await limited.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.TooManyRequests, limitedApi.StatusCode);
        Assert.Equal("TooManyRequestsError", await ErrorNameAsync(limitedApi));
        Assert.Equal(HttpStatusCode.OK, unaffected.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);

        clock.Advance(TimeSpan.FromMinutes(1));
        using var again = await SendAsync(app, "/scim/v2/Users", "Bearer bad");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ApiKey nonsense")]
    [InlineData("ApiKey scimify_pat_0123456789abcdef0123456789abcdef")]
    [InlineData("Bearer scimify_pat_0123456789abcdef0123456789abcdef")]
    [InlineData("ApiKey ApiKey nonsense")]
    public async Task A_rest_request_without_a_good_key_gets_401_in_the_envelope(string? header)
    {
        await using var app = await ScimifyApp.StartAsync();
        using var answer = await SendAsync(app, "/api/v1/integrations", header);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("ApiKey realm=\"Scimify\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("AuthorizationError", await ErrorNameAsync(answer));
    }

    [Fact]
    public async Task A_personal_token_opens_the_api_and_a_scim_token_does_not_nor_the_other_way_round()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        var personal = await app.PersonalAccessTokenAsync(owner);
        var scim = await app.ScimTokenAsync(owner);

        using var opens = await SendAsync(app, "/api/v1/integrations", $"apikey {personal}");
        using var scimAtApi = await SendAsync(app, "/api/v1/integrations", $"ApiKey {scim.Secret}");
        using var personalAtScim = await SendAsync(app, "/scim/v2/Users?count=0", $"Bearer {personal}");

        Assert.Equal(HttpStatusCode.OK, opens.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, scimAtApi.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, personalAtScim.StatusCode);
    }

    [Fact]
    public async Task Deleting_an_integration_ends_its_tokens_at_once()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var integration = await app.IntegrationRowAsync(owner);
        var token = await app.ScimTokenAsync(owner);
        using var before = await SendAsync(app, "/scim/v2/Users?count=0", $"Bearer {token.Secret}");

        await app.Services.GetRequiredService<Core.Integrations.IntegrationService>().DeleteAsync(owner, integration.Id, Ct);
        using var after = await SendAsync(app, "/scim/v2/Users?count=0", $"Bearer {token.Secret}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task The_first_use_of_a_token_is_visible_within_ten_seconds()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        var token = await app.ScimTokenAsync(owner);
        using var used = await SendAsync(app, "/scim/v2/Users?count=0", $"Bearer {token.Secret}");

        DateTimeOffset? lastUse = null;
        for (var second = 0; second < 10 && lastUse is null; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await app.Services.GetRequiredService<Core.Persistence.Database.ScimifyDatabase>().WriteAsync(_ => true, Ct);
            lastUse = (await app.Services.GetRequiredService<TokenService>().GetAsync(owner, token.Token.Id, Ct)).LastUsedAt;
        }

        Assert.NotNull(lastUse);
    }

    private static async Task<HttpResponseMessage> SendAsync(ScimifyApp app, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await app.Client.SendAsync(request, Ct);
    }

    private static async Task<string?> ErrorNameAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("error", body.GetProperty("status").GetString());
        Assert.Equal((int)answer.StatusCode, body.GetProperty("error").GetProperty("statusCode").GetInt32());
        return body.GetProperty("error").GetProperty("name").GetString();
    }
}
