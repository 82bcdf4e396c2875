using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Every SCIM route with every kind of credential: the exact status, and no change if it is refused.</summary>
public sealed class TokenScopeTests(TokenScopeTests.World world) : IClassFixture<TokenScopeTests.World>
{
    private const string User = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"new@example.com","emails":[{"value":"new@example.com"}]}""";
    private const string Group = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"New"}""";
    private const string Patch = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"displayName","value":"Other"}]}""";
    private const string Search = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}""";
    private const string Bulk = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[]}""";

    /// <summary>Method, path and body; whether users, groups or writing is needed; and the status that a token with all of it gets.</summary>
    private static readonly (string Method, string Path, string? Body, TokenScopes Needs, bool Writes, int Status)[] Routes =
    [
        ("GET", "/Users", null, TokenScopes.Users, false, 200),
        ("POST", "/Users/.search", Search, TokenScopes.Users, false, 200),
        ("GET", "/Users/{user}", null, TokenScopes.Users, false, 200),
        ("POST", "/Users", "{}", TokenScopes.Users, true, 400),
        ("PUT", "/Users/{user}", "{}", TokenScopes.Users, true, 400),
        ("PATCH", "/Users/{user}", "{}", TokenScopes.Users, true, 400),
        ("DELETE", "/Users/{absent}", null, TokenScopes.Users, true, 404),
        ("GET", "/Groups", null, TokenScopes.Groups, false, 200),
        ("POST", "/Groups/.search", Search, TokenScopes.Groups, false, 200),
        ("GET", "/Groups/{group}", null, TokenScopes.Groups, false, 200),
        ("POST", "/Groups", "{}", TokenScopes.Groups, true, 400),
        ("PUT", "/Groups/{group}", "{}", TokenScopes.Groups, true, 400),
        ("PATCH", "/Groups/{group}", "{}", TokenScopes.Groups, true, 400),
        ("DELETE", "/Groups/{absent}", null, TokenScopes.Groups, true, 404),
        ("GET", "/Roles", null, TokenScopes.None, false, 200),
        ("POST", "/Roles/.search", Search, TokenScopes.None, false, 200),
        ("GET", "/Roles/{absent}", null, TokenScopes.None, false, 404),
        ("GET", "/Roles/.search", null, TokenScopes.None, false, 405),
        ("POST", "/.search", Search, TokenScopes.None, false, 200),
        ("GET", "/", null, TokenScopes.None, false, 200),
        ("GET", "/Users/.search", null, TokenScopes.Users, false, 405),
        ("GET", "/Groups/.search", null, TokenScopes.Groups, false, 405),
        ("GET", "/.search", null, TokenScopes.None, false, 405),
        ("HEAD", "/Users", null, TokenScopes.Users, false, 200),
        ("POST", "/Bulk", Bulk, TokenScopes.None, true, 200),
        ("GET", "/Outcomes/{absent}", null, TokenScopes.None, false, 404),
        ("GET", "/Me", null, TokenScopes.None, false, 501),
        ("GET", "/ServiceProviderConfig", null, TokenScopes.None, false, 200),
        ("GET", "/ResourceTypes", null, TokenScopes.None, false, 200),
        ("GET", "/ResourceTypes/User", null, TokenScopes.None, false, 200),
        ("GET", "/Schemas", null, TokenScopes.None, false, 200),
        ("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", null, TokenScopes.None, false, 200),
    ];

    public static TheoryData<string> RouteNames => [.. Routes.Select(r => $"{r.Method} {r.Path}")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RouteNames))]
    public async Task A_token_reaches_what_its_scopes_say(string name)
    {
        var route = Routes.Single(r => $"{r.Method} {r.Path}" == name);
        foreach (var scopes in new[]
        {
            TokenScopes.All, TokenScopes.Users, TokenScopes.Groups, TokenScopes.ReadOnly, TokenScopes.Users | TokenScopes.ReadOnly, TokenScopes.Groups | TokenScopes.ReadOnly,
        })
        {
            var (status, text) = await world.SendAsync(route.Method, route.Path, route.Body, await world.TokenAsync(scopes));
            var allowed = (route.Needs == TokenScopes.None || scopes.Reaches(route.Needs)) && (!route.Writes || scopes.MayWrite());
            Assert.Equal(allowed ? route.Status : 403, status);
            if (!allowed && route.Method != "HEAD")
            {
                Assert.Contains("This SCIM token ", JsonElement.Parse(text).GetProperty("detail").GetString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(RouteNames))]
    public async Task A_credential_that_is_not_good_opens_nothing_and_sees_nothing(string name)
    {
        var route = Routes.Single(r => $"{r.Method} {r.Path}" == name);
        var isOpen = route.Path.StartsWith("/S", StringComparison.Ordinal) || route.Path.StartsWith("/ResourceTypes", StringComparison.Ordinal);
        var before = await world.StateAsync();
        foreach (var (kind, authorization, refusal) in world.BadCredentials)
        {
            var (status, text) = await world.SendRawAsync(route.Method, route.Path, route.Body, authorization);
            Assert.True(status == (isOpen && authorization is null ? route.Status : refusal), $"{kind}: {status}");
            Assert.DoesNotContain("ada@example.com", text, StringComparison.Ordinal);
        }

        if (route.Path.Contains('{', StringComparison.Ordinal))
        {
            var (status, _) = await world.SendAsync(route.Method, route.Path, route.Body is null ? null : route.Method == "PATCH" ? Patch : route.Path.Contains("Users", StringComparison.Ordinal) ? User : Group, world.OtherIntegration);
            Assert.Equal(404, status);
        }

        Assert.Equal(before, await world.StateAsync());
    }

    [Fact]
    public async Task A_search_over_everything_finds_only_what_the_token_reaches()
    {
        foreach (var (method, path, body) in ((string, string, string?)[])[("POST", "/.search", Search), ("GET", "", null)])
        {
            Assert.Equal((2, 1, 1, 2), (
                await TotalAsync(method, path, body, TokenScopes.All), await TotalAsync(method, path, body, TokenScopes.Users),
                await TotalAsync(method, path, body, TokenScopes.Groups), await TotalAsync(method, path, body, TokenScopes.ReadOnly)));
        }

        async Task<int> TotalAsync(string method, string path, string? body, TokenScopes scopes)
        {
            var (_, text) = await world.SendAsync(method, path, body, await world.TokenAsync(scopes));
            var list = JsonElement.Parse(text);
            Assert.Equal(list.GetProperty("totalResults").GetInt32(), list.GetProperty("Resources").GetArrayLength());
            return list.GetProperty("totalResults").GetInt32();
        }
    }

    [Fact]
    public async Task In_bulk_each_operation_is_held_to_the_scopes()
    {
        var body = $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"DELETE","path":"/Groups/{{world.Group}}"},{"method":"DELETE","path":"/Users/{{Guid.NewGuid()}}"}]}""";
        var before = await world.StateAsync();
        var (status, text) = await world.SendAsync("POST", "/Bulk", body, await world.TokenAsync(TokenScopes.Users));
        Assert.Equal(200, status);
        Assert.Equal(["403", "404"], JsonElement.Parse(text).GetProperty("Operations").EnumerateArray().Select(o => o.GetProperty("status").GetString()));
        Assert.Equal(before, await world.StateAsync());
    }

    [Fact]
    public async Task From_an_address_that_is_not_on_the_list_a_good_token_gets_403_and_is_told_the_address()
    {
        var (status, text) = await world.SendRawAsync("GET", "/Users", null, $"Bearer {world.Elsewhere}");
        Assert.Equal(403, status);
        Assert.Contains("127.0.0.1", JsonElement.Parse(text).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_controller_says_which_scope_it_needs() => Assert.All(
        typeof(ScimController).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ScimController)) && !t.IsAbstract),
        controller => Assert.NotNull(controller.GetCustomAttribute<TokenScopeAttribute>()));

    /// <summary>Two integrations; the first has a user and a group.</summary>
    public sealed class World : IAsyncLifetime
    {
        private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
        private readonly Dictionary<TokenScopes, string> _tokens = [];
        private ScimifyApp? _app;
        private Actor? _owner;
        private Guid _integration;
        private int _network;

        internal Guid User { get; private set; }

        internal Guid Group { get; private set; }

        internal string OtherIntegration { get; private set; } = "";

        internal string Elsewhere { get; private set; } = "";

        internal IReadOnlyList<(string Kind, string? Authorization, int Status)> BadCredentials { get; private set; } = [];

        private TokenService Tokens => _app!.Services.GetRequiredService<TokenService>();

        public async ValueTask InitializeAsync()
        {
            _app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Sync:WaitSeconds"] = "0" }, clock: _clock);
            _owner = await _app.PersonAsync();
            _integration = (await _app.IntegrationRowAsync(_owner)).Id;
            var other = await _app.IntegrationRowAsync(_owner, "Other");
            OtherIntegration = (await _app.ScimTokenAsync(_owner, other.Id)).Secret;
            var all = await TokenAsync(TokenScopes.All);
            User = await MakeAsync("/Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com"}""", all);
            Group = await MakeAsync("/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts"}""", all);
            await MakeBadAsync();
        }

        internal async Task<string> TokenAsync(TokenScopes scopes)
        {
            if (!_tokens.TryGetValue(scopes, out var secret))
            {
                secret = (await Tokens.CreateAsync(_app!.Fresh(_owner!), new NewScimToken(_integration, $"{scopes}", null) { Scopes = scopes }, Ct)).Secret;
                _tokens[scopes] = secret;
            }

            return secret;
        }

        internal Task<(int Status, string Text)> SendAsync(string method, string path, string? body, string token) => SendRawAsync(method, path, body, $"Bearer {token}");

        /// <summary>Bad tokens are limited by address and minute, so time passes between requests.</summary>
        internal async Task<(int Status, string Text)> SendRawAsync(string method, string path, string? body, string? authorization)
        {
            if (++_network % 20 == 0)
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
            }

            var address = path.Replace("{user}", User.ToString(), StringComparison.Ordinal).Replace("{group}", Group.ToString(), StringComparison.Ordinal)
                .Replace("{absent}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + address);
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/scim+json");
            }

            using var answer = await _app!.Client.SendAsync(request, Ct);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }

        internal async Task<string> StateAsync()
        {
            var all = await TokenAsync(TokenScopes.All);
            return (await SendAsync("GET", "/Users", null, all)).Text + (await SendAsync("GET", "/Groups", null, all)).Text
                + (await SendAsync("GET", "/Users", null, OtherIntegration)).Text + (await SendAsync("GET", "/Groups", null, OtherIntegration)).Text;
        }

        public async ValueTask DisposeAsync() => await _app!.DisposeAsync();

        private async Task MakeBadAsync()
        {
            var soon = _clock.GetUtcNow().AddSeconds(1);
            var expired = await _app!.ScimTokenAsync(_owner!, _integration, soon);
            var revoked = await _app.ScimTokenAsync(_owner!, _integration);
            await Tokens.RevokeAsync(_owner!, revoked.Token.Id, Ct);
            var rotated = await _app.ScimTokenAsync(_owner!, _integration, _clock.GetUtcNow().AddDays(900));
            await Tokens.RotateAsync(_owner!, rotated.Token.Id, new TokenRotation(_clock.GetUtcNow().AddDays(900), 0), Ct);
            var gone = await _app.IntegrationRowAsync(_owner!, "Gone");
            var ofGone = await _app.ScimTokenAsync(_owner!, gone.Id);
            await _app.Services.GetRequiredService<Core.Integrations.IntegrationService>().DeleteAsync(_owner!, gone.Id, Ct);
            var personal = await _app.PersonalAccessTokenAsync(_owner!);
            Elsewhere = (await Tokens.CreateAsync(_owner!, new NewScimToken(_integration, "Elsewhere", null) { AllowedNetworks = ["203.0.113.0/24"] }, Ct)).Secret;
            _clock.Advance(TimeSpan.FromSeconds(2));
            BadCredentials =
            [
                ("none", null, 401), ("garbage", "Bearer garbage", 401), ("unknown", "Bearer scim_00000000000000000000000000000000", 401),
                ("basic", "Basic YTpi", 401), ("twice", $"Bearer Bearer {await TokenAsync(TokenScopes.All)}", 401), ("expired", $"Bearer {expired.Secret}", 401),
                ("revoked", $"Bearer {revoked.Secret}", 401), ("rotated", $"Bearer {rotated.Secret}", 401), ("of a deleted integration", $"Bearer {ofGone.Secret}", 401),
                ("personal", $"Bearer {personal}", 401), ("personal key", $"ApiKey {personal}", 401), ("elsewhere", $"Bearer {Elsewhere}", 403),
            ];
        }

        private async Task<Guid> MakeAsync(string path, string body, string token)
        {
            var (status, text) = await SendAsync("POST", path, body, token);
            Assert.Equal(201, status);
            return JsonElement.Parse(text).GetProperty("id").GetGuid();
        }
    }
}
