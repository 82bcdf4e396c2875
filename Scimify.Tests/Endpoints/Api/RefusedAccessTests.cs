using System.Text.Json;
using Scimify.Core.People;
using Scimify.Core.Tokens;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>What people and their programs asked for without the permission stands in the audit log.</summary>
public sealed class RefusedAccessTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task A_refused_request_is_noted_once_by_its_route_with_who_asked_and_in_which_role()
    {
        var manager = world.As(PortalRole.TokenManager);
        Assert.Equal(403, (await manager.GetAsync("/people?q=once")).Status);
        Assert.Equal(403, (await manager.GetAsync("/people?q=twice")).Status);
        Assert.Equal(403, (await manager.GetAsync("/audit-log")).Status);

        var noted = await NotedAsync("TokenManager");

        Assert.Equal(["GET /api/v1/audit-log", "GET /api/v1/people"], noted.Select(entry => entry.GetProperty("subjectName").GetString()).Order(StringComparer.Ordinal));
        Assert.All(noted, entry => Assert.Equal("api", entry.GetProperty("actorKind").GetString()));
    }

    [Fact]
    public async Task A_token_that_may_only_read_is_noted_when_it_writes()
    {
        Assert.Equal(403, (await world.As(PortalRole.Operator, PersonalTokenScope.Read).PostAsync("/integrations", "{}")).Status);

        Assert.Equal("POST /api/v1/integrations", Assert.Single(await NotedAsync("Operator")).GetProperty("subjectName").GetString());
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_or_of_another_organization_leaves_nothing()
    {
        using var anonymous = world.From(System.Net.IPAddress.Loopback, null);
        Assert.Equal(401, (await anonymous.GetAsync("/webhooks")).Status);
        Assert.Equal(404, (await world.Stranger.GetAsync($"/webhooks/{Guid.NewGuid()}")).Status);

        Assert.DoesNotContain(await NotedAsync(null), entry => entry.GetProperty("subjectName").GetString()!.Contains("webhooks", StringComparison.Ordinal));
    }

    private async Task<List<JsonElement>> NotedAsync(string? role) =>
        [.. (await world.Owner.GetAsync("/audit-log?action=access.refuse&pageSize=100")).Items.Where(entry => role is null || entry.GetProperty("after").GetProperty("role").GetString() == role)];
}
