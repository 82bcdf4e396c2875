using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

public sealed class RejectedRequestsTests
{
    private const string Wrong = "scim_0123456789abcdef0123456789abcdef";

    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_reason_is_recorded_with_its_token_and_never_with_a_secret()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync();
        var integration = await app.IntegrationRowAsync(owner);
        var tokens = app.Services.GetRequiredService<TokenService>();
        var expired = await app.ScimTokenAsync(owner, expiresAt: clock.GetUtcNow().AddSeconds(1));
        var revoked = await app.ScimTokenAsync(owner);
        await tokens.RevokeAsync(owner, revoked.Token.Id, Ct);
        var replaced = await app.ScimTokenAsync(owner, expiresAt: clock.GetUtcNow().AddDays(1));
        await tokens.RotateAsync(owner, replaced.Token.Id, new TokenRotation(clock.GetUtcNow().AddDays(1), 0), Ct);
        var elsewhere = await tokens.CreateAsync(owner, new NewScimToken(null, "Elsewhere", null) { AllowedNetworks = ["203.0.113.0/24"] }, Ct);
        var groups = await tokens.CreateAsync(owner, new NewScimToken(null, "Groups", null) { Scopes = TokenScopes.Groups }, Ct);
        clock.Advance(TimeSpan.FromSeconds(2));

        foreach (var header in new[]
        {
            "Bearer " + Wrong, "Bearer a b", "Bearer Bearer " + Wrong, "Bearer " + expired.Secret, "Bearer " + revoked.Secret,
            "Bearer " + replaced.Secret, "Bearer " + elsewhere.Secret, "Bearer " + groups.Secret,
        })
        {
            await SendAsync(app, header);
        }

        var text = await ListAsync(app, owner, $"?integration={integration.Id}");
        var items = JsonElement.Parse(text).GetProperty("results").GetProperty("items").EnumerateArray().Reverse().ToList();
        Assert.Equal(
            ["unknown", "malformed", "schemeTwice", "expired", "revoked", "replaced", "address", "scope"],
            items.Select(i => i.GetProperty("reason").GetString()));
        Assert.Equal(
            [null, null, null, "test", "test", "test", "Elsewhere", "Groups"],
            items.Select(i => i.GetProperty("tokenName").GetString()));
        Assert.All(items, item => Assert.Equal(
            ("GET", "/scim/v2/Users", "127.0.0.1", "Okta-SCIM-Client/1.0"),
            (item.GetProperty("method").GetString(), item.GetProperty("path").GetString(), item.GetProperty("sourceAddress").GetString(), item.GetProperty("userAgent").GetString())));
        Assert.All(items.Skip(3), item => Assert.Equal(integration.Id, item.GetProperty("integrationUuid").GetGuid()));
        Assert.Matches("^[0-9a-f]{8}$", items[0].GetProperty("hashStart").GetString());
        Assert.All(
            new[] { Wrong, expired.Secret, revoked.Secret, replaced.Secret, elsewhere.Secret, groups.Secret },
            secret => Assert.DoesNotContain(secret["scim_".Length..], text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_limited_is_not_recorded_and_a_good_request_never_is()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync();
        await app.IntegrationRowAsync(owner);
        var good = await app.ScimTokenAsync(owner);
        for (var i = 0; i < BadTokenLimiter.PerMinute + 5; i++)
        {
            await SendAsync(app, "Bearer " + Wrong);
        }

        await SendAsync(app, "Bearer " + good.Secret);

        var items = JsonElement.Parse(await ListAsync(app, owner, "?pageSize=100")).GetProperty("results").GetProperty("items");
        Assert.Equal(BadTokenLimiter.PerMinute, items.GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_is_nobodys_is_seen_only_where_there_is_one_organization(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        var integration = await bench.IntegrationAsync(owner);
        var other = await bench.IntegrationAsync(owner, "Other");
        await NoteAsync(bench, null, null);
        await NoteAsync(bench, owner.OrganizationKey, integration.Key);
        await NoteAsync(bench, owner.OrganizationKey, other.Key);
        Assert.Equal([null, integration.Id], (await ListAsync(bench, owner, integration.Id)).Select(r => r.IntegrationId).Order());
        Assert.Equal(3, (await ListAsync(bench, owner, null)).Count);

        var stranger = await bench.PersonAsync(organization: "Strangers");
        Assert.Empty(await ListAsync(bench, stranger, null));
        Assert.Empty(await ListAsync(bench, stranger, integration.Id));
        Assert.Equal(2, (await ListAsync(bench, owner, null)).Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Whatever_a_client_calls_itself_can_be_kept(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        await NoteAsync(bench, null, null, "a\0b\ud800" + new string('x', 500));
        var kept = Assert.Single(await ListAsync(bench, owner, null));
        Assert.StartsWith("abx", kept.UserAgent, StringComparison.Ordinal);
    }

    private static async Task NoteAsync(AccountsBench bench, int? organization, int? integration, string? agent = null)
    {
        bench.Get<RejectedRequestBuffer>().Note(new RejectedRequest
        {
            At = bench.Clock.GetUtcNow(), OrganizationKey = organization, IntegrationKey = integration, Method = "GET", Path = "/scim/v2/Users", UserAgent = agent,
        });
        await bench.Get<RejectedRequestBuffer>().FlushAsync(Ct);
    }

    private static Task<IReadOnlyList<RejectedRequestView>> ListAsync(AccountsBench bench, Actor actor, Guid? integration) =>
        bench.Get<IRejectedRequestStore>().ListAsync(actor.OrganizationKey, integration, long.MaxValue, 100, Ct);

    private static async Task<string> ListAsync(ScimifyApp app, Actor owner, string query)
    {
        await app.Services.GetRequiredService<RejectedRequestBuffer>().FlushAsync(Ct);
        using var client = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(owner));
        return await client.GetStringAsync(new Uri("/api/v1/rejected-requests" + query, UriKind.Relative), Ct);
    }

    private static async Task SendAsync(ScimifyApp app, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/scim/v2/Users");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.UserAgent.ParseAdd("Okta-SCIM-Client/1.0");
        using var answer = await app.Client.SendAsync(request, Ct);
    }
}
