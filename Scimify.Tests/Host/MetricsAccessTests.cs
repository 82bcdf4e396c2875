using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>Who gets which numbers of <c>/metrics</c>, and who gets the version.</summary>
public sealed class MetricsAccessTests
{
    private const string Version = "scimify_info";
    private const string Process = "process_resident_memory_bytes";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A proxy on the same machine makes everybody loopback, so the address of a caller says nothing.</summary>
    [Fact]
    public async Task Without_a_token_it_is_closed_also_on_loopback()
    {
        await using var app = await ScimifyApp.StartAsync();
        var (status, text) = await GetAsync(app, null);

        Assert.Equal((401, "No metrics token provided"), (status, text));
    }

    [Fact]
    public async Task A_metrics_token_opens_the_numbers_of_all_organizations_with_the_version()
    {
        await using var app = await ScimifyApp.StartAsync();
        var (acme, other) = await TwoOrganizationsAsync(app);
        var text = await app.MetricsAsync();

        Assert.All([Version, Process, acme, other], expected => Assert.Contains(expected, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_metrics_token_opens_nothing_else()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();
        var secret = await Tokens(app).CreateAsync("Prometheus", null, Ct);
        foreach (var (path, word) in new[] { ("/api/v1/integrations", "ApiKey"), ("/api/v1/integrations", "Bearer"), ("/scim/v2/Users", "Bearer"), ("/metrics", "ApiKey") })
        {
            Assert.Equal(401, (await GetAsync(app, $"{word} {secret}", path)).Status);
        }
    }

    [Fact]
    public async Task A_metrics_token_ends_when_it_is_revoked_or_expires()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var brief = await Tokens(app).CreateAsync("Brief", clock.GetUtcNow().AddDays(1), Ct);
        var lasting = await Tokens(app).CreateAsync("Lasting", null, Ct);
        Assert.Equal((200, 200), ((await GetAsync(app, $"Bearer {brief}")).Status, (await GetAsync(app, $"Bearer {lasting}")).Status));

        clock.Advance(TimeSpan.FromDays(1));
        await Tokens(app).RevokeAsync((await Tokens(app).ListAsync(Ct)).Single(token => token.Name == "Lasting").Id, Ct);

        Assert.Equal((401, "Invalid metrics token. The token has expired"), await GetAsync(app, $"Bearer {brief}"));
        Assert.Equal((401, "Invalid metrics token. Authentication failed."), await GetAsync(app, $"Bearer {lasting}"));
    }

    [Theory]
    [InlineData("Bearer scim_0123456789abcdef0123456789abcdef", "Invalid metrics token. Authentication failed.")]
    [InlineData("Bearer scimify_metrics_0123456789abcdef0123456789abcdef", "Invalid metrics token. Authentication failed.")]
    [InlineData("Bearer scimify_pat_0123456789abcdef0123456789abcdef", "Invalid metrics token. A personal access token is sent as \"Authorization: ApiKey <token>\"")]
    [InlineData("Bearer", "Invalid metrics token. The header should be in the format \"Authorization: Bearer <token>\"")]
    [InlineData("Basic dXNlcjpwYXNz", "Invalid metrics token. The header should be in the format \"Authorization: Bearer <token>\"")]
    [InlineData("ApiKey scimify_pat_0123456789abcdef0123456789abcdef", "Invalid personal access token. Authentication failed.")]
    public async Task A_bad_token_is_refused_with_the_reason(string header, string reason)
    {
        await using var app = await ScimifyApp.StartAsync();

        Assert.Equal((401, reason), await GetAsync(app, header));
    }

    [Theory]
    [InlineData(PortalRole.Owner, 200)]
    [InlineData(PortalRole.Operator, 200)]
    [InlineData(PortalRole.Auditor, 200)]
    [InlineData(PortalRole.TokenManager, 403)]
    public async Task A_personal_token_opens_its_own_organization_and_no_other(PortalRole role, int expected)
    {
        await using var app = await ScimifyApp.StartAsync();
        var (acme, other) = await TwoOrganizationsAsync(app);
        var key = await app.PersonalAccessTokenAsync(await app.PersonAsync(role, organization: "Acme"));
        var (status, text) = await GetAsync(app, $"ApiKey {key}");

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200, text.Contains(acme, StringComparison.Ordinal));
        Assert.All([other, Version, Process, "scimify_http_requests_total"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    /// <summary>Nobody else's numbers are in the installation's then.</summary>
    [Fact]
    public async Task An_owner_of_the_only_organization_sees_the_installation_until_there_is_another_organization()
    {
        await using var app = await ScimifyApp.StartAsync();
        var (owner, auditor) = (await app.PersonAsync(), await app.PersonAsync(PortalRole.Auditor));
        var (owners, auditors) = (await app.PersonalAccessTokenAsync(owner), await app.PersonalAccessTokenAsync(auditor));
        var (alone, limited) = ((await GetAsync(app, $"ApiKey {owners}")).Text, (await GetAsync(app, $"ApiKey {auditors}")).Text);
        await app.PersonAsync(organization: "Strangers");
        var among = (await GetAsync(app, $"ApiKey {owners}")).Text;

        Assert.All([Version, Process], number => Assert.Contains(number, alone, StringComparison.Ordinal));
        Assert.All([limited, among], text => Assert.All([Version, Process], number => Assert.DoesNotContain(number, text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_setting_opens_all_numbers_to_everybody_but_not_the_version()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Metrics:Open"] = "true" });
        var (acme, other) = await TwoOrganizationsAsync(app);
        var (status, text) = await GetAsync(app, null);

        Assert.Equal(200, status);
        Assert.All([Process, acme, other], expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        Assert.DoesNotContain(Version, text, StringComparison.Ordinal);
        Assert.Contains(Version, await app.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_last_use_is_kept_and_every_organization_is_told_of_it()
    {
        await using var app = await ScimifyApp.StartAsync();
        await TwoOrganizationsAsync(app);
        await app.MetricsAsync();
        await app.Services.GetRequiredService<TokenUseBuffer>().FlushAsync(Ct);

        Assert.NotNull(Assert.Single(await Tokens(app).ListAsync(Ct)).LastUsedAt);
        await using var db = app.NewContext();
        Assert.Equal(2, await db.AuditLog.Where(e => e.Action == "metricsToken.create").Select(e => e.OrganizationKey).Distinct().CountAsync(Ct));
    }

    /// <summary>Whoever knows the version knows which faults to try.</summary>
    [Fact]
    public async Task Nothing_that_is_answered_without_a_secret_tells_the_version()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Metrics:Open"] = "true" });
        await app.PersonAsync();
        foreach (var path in (string[])["/", "/sign-in", "/setup", "/denied", "/nothing", "/healthz", "/readyz", "/metrics", "/.well-known/security.txt", "/openapi/v1.json", "/api/v1", "/api/v1/people", "/scim/v2/ServiceProviderConfig", "/scim/v2/Schemas", "/scim/v2/Users"])
        {
            using var answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative), Ct);
            var told = $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync(Ct)}";
            Assert.DoesNotContain(VersionOfBuild[0], told, StringComparison.Ordinal);
            Assert.DoesNotContain(VersionOfBuild[1], told, StringComparison.Ordinal);
        }
    }

    /// <summary>Version and commit, such as 0.1.0 and 40 hexadecimal digits.</summary>
    private static string[] VersionOfBuild =>
        [.. System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Scimify.Portal.Host.ScimifyApplication).Assembly.Location).ProductVersion!.Split('+')];

    private static MetricsTokenService Tokens(ScimifyApp app) => app.Services.GetRequiredService<MetricsTokenService>();

    /// <returns>The UUIDs of an integration of each.</returns>
    private static async Task<(string Acme, string Other)> TwoOrganizationsAsync(ScimifyApp app)
    {
        var acme = await app.IntegrationRowAsync(await app.PersonAsync(organization: "Acme"));
        var stranger = await app.PersonAsync(organization: "Strangers");
        var other = await app.IntegrationRowAsync(stranger);
        await app.ScimTokenAsync(stranger, other.Id, TimeProvider.System.GetUtcNow().AddDays(9));
        return (acme.Id.ToString(), other.Id.ToString());
    }

    private static async Task<(int Status, string Text)> GetAsync(ScimifyApp app, string? authorization, string path = "/metrics")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await app.Client.SendAsync(request, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
