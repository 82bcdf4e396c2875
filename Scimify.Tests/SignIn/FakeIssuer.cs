using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Scimify.Tests.SignIn;

/// <summary>
/// An OpenID Connect provider that says what a test wants, also what no provider should say. It checks the client's secret, PKCE
/// and the redirect address as strictly as a real one.
/// </summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    public const string ClientId = "scimify";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge, string RedirectUri)> _codes = new();
    private readonly ConcurrentDictionary<string, IQueryCollection> _pushed = new();
    private RSA _key = RSA.Create(2048);
    private int _keys = 1;

    private readonly string _path;

    private FakeIssuer(WebApplication app, string path) => (_app, _path) = (app, path);

    public string Address => Root + _path;

    /// <summary>The address without the path.</summary>
    public string Root => _app.Urls.First();

    /// <summary>The certificate with which the client has to sign, instead of sending a secret.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>The assertion that the client has to send, instead of a secret; null for none.</summary>
    public string? ClientAssertion { get; set; }

    /// <summary>What the discovery document calls the issuer; null for <see cref="Address"/>.</summary>
    public string? NameOfIssuer { get; set; }

    public string ClientSecret { get; set; } = "the secret of the client";

    /// <summary>About the person at the browser.</summary>
    public Dictionary<string, object> Claims { get; } = new() { ["sub"] = "ada-at-the-provider", ["email"] = "ada@example.com", ["email_verified"] = true };

    /// <summary>What only userinfo says. <c>sub</c> is added.</summary>
    public Dictionary<string, object> UserInfo { get; } = [];

    /// <summary>Changes a complete ID token before it is signed.</summary>
    public Action<Dictionary<string, object>>? Forge { get; set; }

    /// <summary>Changes a header before it is signed.</summary>
    public Action<Dictionary<string, object>>? ForgeHeader { get; set; }

    /// <summary>Whether ID tokens are signed with a key that is not published, under the name of the one that is.</summary>
    public bool IsImpostor { get; set; }

    /// <summary>Whether ID tokens come without a signature.</summary>
    public bool IsUnsigned { get; set; }

    /// <summary>Whether every answer of the back channel is an error.</summary>
    public bool IsDown { get; set; }

    /// <summary>What the browser comes back with instead of a code.</summary>
    public string? Error { get; set; }

    /// <summary>What the browser comes back with beside <see cref="Error"/>.</summary>
    public string ErrorDescription { get; set; } = "";

    /// <summary>Whether requests are pushed (RFC 9126), so that a wrong secret shows before the browser leaves.</summary>
    public bool TakesPushedRequests { get; set; }

    /// <summary>The last authorization request.</summary>
    public IQueryCollection? Asked { get; private set; }

    public int Discoveries { get; private set; }

    /// <summary>How often the keys were asked for.</summary>
    public int KeyReads { get; private set; }

    /// <param name="path">The path of the issuer's address.</param>
    public static async Task<FakeIssuer> StartAsync(string path = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var issuer = new FakeIssuer(app, path);
        app.MapGet(path + "/.well-known/openid-configuration", issuer.Discover);
        app.MapGet(path + "/jwks", issuer.Publish);
        app.MapGet(path + "/authorize", issuer.Authorize);
        app.MapPost(path + "/par", issuer.PushAsync);
        app.MapPost(path + "/token", issuer.TokenAsync);
        app.MapGet(path + "/userinfo", () => Results.Json(new Dictionary<string, object>(issuer.UserInfo) { ["sub"] = issuer.Claims["sub"] }));
        await app.StartAsync();
        return issuer;
    }

    /// <summary>From now on, tokens are signed with another key, and the old one is no longer published.</summary>
    public void RollKeyOver()
    {
        _key.Dispose();
        _key = RSA.Create(2048);
        _keys++;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private IResult Discover()
    {
        Discoveries++;
        return IsDown ? Results.StatusCode(500) : Results.Json(new Dictionary<string, object?>
        {
            ["issuer"] = NameOfIssuer ?? Address,
            ["authorization_endpoint"] = Address + "/authorize",
            ["token_endpoint"] = Address + "/token",
            ["userinfo_endpoint"] = Address + "/userinfo",
            ["jwks_uri"] = Address + "/jwks",
            ["pushed_authorization_request_endpoint"] = TakesPushedRequests ? Address + "/par" : null,
            ["response_types_supported"] = new[] { "code" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        });
    }

    private IResult Publish()
    {
        KeyReads++;
        return IsDown ? Results.StatusCode(500) : Results.Json(Keys());
    }

    private object Keys()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = $"key-{_keys}", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } };
    }

    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query["request_uri"] is [{ } reference] ? _pushed[reference] : request.Query;
        Asked = asked;
        if (Error is not null)
        {
            return Results.Redirect($"{asked["redirect_uri"]}?error={Error}&error_description={Uri.EscapeDataString(ErrorDescription)}&state={Uri.EscapeDataString(asked["state"]!)}");
        }

        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (asked["nonce"]!, asked["code_challenge"]!, asked["redirect_uri"]!);
        return Results.Redirect($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"]!)}");
    }

    private async Task<IResult> PushAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["client_secret"] != ClientSecret)
        {
            return Results.Json(new { error = "invalid_client", error_description = "The secret is wrong." }, statusCode: 401);
        }

        var reference = $"urn:ietf:params:oauth:request_uri:{Guid.NewGuid():N}";
        _pushed[reference] = new QueryCollection(form.ToDictionary(field => field.Key, field => field.Value));
        return Results.Json(new { request_uri = reference, expires_in = 60 }, statusCode: 201);
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (IsDown)
        {
            return Results.StatusCode(500);
        }

        if (form["client_id"] != ClientId || !await IsClientAsync(form))
        {
            return Results.Json(new { error = "invalid_client", error_description = "The secret is wrong." }, statusCode: 401);
        }

        var verifier = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return _codes.TryRemove(form["code"].ToString(), out var code) && code.Challenge == verifier && code.RedirectUri == form["redirect_uri"]
            ? Results.Json(new { access_token = "access", token_type = "Bearer", expires_in = 300, id_token = IdToken(code.Nonce) })
            : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private async Task<bool> IsClientAsync(IFormCollection form)
    {
        if (ClientAssertion is not null)
        {
            return form["client_assertion"] == ClientAssertion && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" && form["client_secret"].Count == 0;
        }

        if (ClientCertificate is null)
        {
            return form["client_secret"] == ClientSecret;
        }

        var assertion = await new JsonWebTokenHandler().ValidateTokenAsync(form["client_assertion"], new TokenValidationParameters
        {
            ValidIssuer = ClientId, ValidAudience = Address + "/token", IssuerSigningKey = new X509SecurityKey(ClientCertificate),
        });
        return assertion.IsValid && assertion.ClaimsIdentity.HasClaim("sub", ClientId) && form["client_secret"].Count == 0;
    }

    private string IdToken(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = new Dictionary<string, object>(Claims) { ["iss"] = Address, ["aud"] = ClientId, ["nonce"] = nonce, ["iat"] = now, ["exp"] = now + 300 };
        Forge?.Invoke(body);
        return Signed(body, "JWT");
    }

    /// <summary>Says that the person has signed out. <see cref="ForgeHeader"/>, <see cref="IsImpostor"/> and <see cref="IsUnsigned"/> apply.</summary>
    /// <param name="claims">Over those that every logout token has; a null removes one.</param>
    public string LogoutToken(Dictionary<string, object?> claims)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = new Dictionary<string, object?>
        {
            ["iss"] = Address, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 120, ["jti"] = Guid.NewGuid().ToString(),
            ["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() },
        };
        foreach (var (name, value) in claims)
        {
            body[name] = value;
        }

        return Signed(body.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value!), "logout+jwt");
    }

    /// <summary>Proves that somebody is a client elsewhere (RFC 7523). <see cref="ForgeHeader"/>, <see cref="IsImpostor"/> and <see cref="IsUnsigned"/> apply.</summary>
    /// <param name="claims">Over those that every assertion has; a null removes one.</param>
    public string Assertion(DateTimeOffset at, string subject, string audience, Dictionary<string, object?>? claims = null)
    {
        var now = at.ToUnixTimeSeconds();
        var body = new Dictionary<string, object?> { ["iss"] = Address, ["aud"] = audience, ["sub"] = subject, ["iat"] = now, ["nbf"] = now, ["exp"] = now + 3600, ["jti"] = Guid.NewGuid().ToString() };
        foreach (var (name, value) in claims ?? [])
        {
            body[name] = value;
        }

        return Signed(body.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value!), "JWT");
    }

    /// <summary>Signed with the public key as if it were a secret.</summary>
    public string WithPublicKeyAsSecret(string assertion)
    {
        var header = Part(new Dictionary<string, object> { ["alg"] = "HS256", ["kid"] = $"key-{_keys}", ["typ"] = "JWT" });
        var text = $"{header}.{assertion.Split('.')[1]}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(text)))}";
    }

    private string Signed(Dictionary<string, object> body, string type)
    {
        var header = new Dictionary<string, object> { ["alg"] = IsUnsigned ? "none" : "RS256", ["kid"] = $"key-{_keys}", ["typ"] = type };
        ForgeHeader?.Invoke(header);
        var text = $"{Part(header)}.{Part(body)}";
        using var another = RSA.Create(2048);
        return IsUnsigned ? text + "." : $"{text}.{Base64Url.EncodeToString((IsImpostor ? another : _key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Part(object json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
