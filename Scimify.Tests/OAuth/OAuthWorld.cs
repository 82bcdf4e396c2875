using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Tests.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.OAuth;

/// <summary>A server with an integration, an issuer of assertions, and a clock that only the test moves.</summary>
internal sealed class OAuthWorld : IAsyncDisposable
{
    public const string Subject = "the provisioning service";
    public const string Audience = "api://scimify";

    private OAuthWorld(ScimifyApp app, FakeIssuer issuer, FakeTimeProvider clock, Actor owner, Integration integration) =>
        (App, Issuer, Clock, Owner, Integration) = (app, issuer, clock, owner, integration);

    public static Dictionary<string, string?> Settings => new() { ["Scimify:SignIn:AllowInsecureHttp"] = "true" };

    public ScimifyApp App { get; }

    public FakeIssuer Issuer { get; }

    public FakeTimeProvider Clock { get; }

    public Actor Owner { get; }

    public Integration Integration { get; }

    public OAuthClientService Clients => App.Services.GetRequiredService<OAuthClientService>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<OAuthWorld> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var all = Settings;
        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var app = await ScimifyApp.StartAsync(all, clock);
        var owner = await app.PersonAsync();
        return new OAuthWorld(app, await FakeIssuer.StartAsync(), clock, owner, await app.IntegrationRowAsync(owner));
    }

    /// <param name="change">Over a client with a secret that expires in 90 days.</param>
    public Task<IssuedOAuthClient> ClientAsync(Func<NewOAuthClient, NewOAuthClient>? change = null)
    {
        var request = new NewOAuthClient(Integration.Id, "Entra") { Secret = new NewOAuthSecret(Clock.GetUtcNow().AddDays(90)) };
        return Clients.CreateAsync(App.Fresh(Owner), change?.Invoke(request) ?? request, Ct);
    }

    /// <summary>A client that proves who it is by the issuer's assertions.</summary>
    public Task<IssuedOAuthClient> TrustingAsync(bool byDiscovery = false, string? subject = null) => ClientAsync(request => request with
    {
        Trust = new OAuthTrust(Issuer.Address, byDiscovery ? null : Issuer.Address + "/jwks", subject ?? Subject, Audience),
        Secret = null,
    });

    public string Assertion(Dictionary<string, object?>? claims = null) => Issuer.Assertion(Clock.GetUtcNow(), Subject, Audience, claims);

    public Task<TokenReply> BySecretAsync(IssuedOAuthClient client, string? scope = null) => TokenReply.AskAsync(App.Client, Form(
        ("grant_type", "client_credentials"), ("client_id", client.Client.Id.ToString()), ("client_secret", client.Secret!), ("scope", scope)));

    public Task<TokenReply> ByAssertionAsync(IssuedOAuthClient client, string assertion, ScimifyApp? app = null) => TokenReply.AskAsync((app ?? App).Client, Form(
        ("grant_type", "client_credentials"), ("client_id", client.Client.Id.ToString()), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion)));

    public static Dictionary<string, string> Form(params (string Name, string? Value)[] fields) => fields.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value!);

    /// <summary>The status of a SCIM request.</summary>
    public static async Task<int> ScimAsync(ScimifyApp app, string token, string method = "GET", string path = "/Users?count=0", string? body = null)
    {
        using var client = app.NewClient(scimToken: token);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/scim+json");
        using var answer = await client.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    public Task<int> ScimAsync(string token, string method = "GET", string path = "/Users?count=0", string? body = null) => ScimAsync(App, token, method, path, body);

    /// <summary>Those of the token endpoint, the oldest first.</summary>
    public async Task<IReadOnlyList<RejectedRequest>> RejectedAsync()
    {
        await App.Services.GetRequiredService<RejectedRequestBuffer>().FlushAsync(Ct);
        await using var db = App.NewContext();
        return [.. db.RejectedRequests.Where(request => request.Path == "/oauth/token").OrderBy(request => request.Key)];
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

/// <summary>The answer to a token request.</summary>
internal sealed record TokenReply(int Status, JsonElement Body, HttpResponseHeaders Headers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Token => Body.GetProperty("access_token").GetString()!;

    public string? Error => Body.GetProperty("error").GetString();

    public static async Task<TokenReply> AskAsync(HttpClient http, Dictionary<string, string> form, string? authorization = null)
    {
        using var content = new FormUrlEncodedContent(form);
        return await AskAsync(http, content, authorization);
    }

    public static async Task<TokenReply> AskAsync(HttpClient http, HttpContent content, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = content };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await http.SendAsync(request, Ct);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return new TokenReply((int)answer.StatusCode, JsonElement.Parse(text), answer.Headers);
    }

    public static string Basic(string id, string secret) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(id)}:{WebUtility.UrlEncode(secret)}"));
}
