using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;

namespace Scimify.Tests.TestKit;

/// <summary>Held changes over the REST API, and people for them.</summary>
internal static class HeldChanges
{
    /// <summary>For tests that remove more people than a guard would let through.</summary>
    public static readonly PolicyChange NoGuard = new() { DeletionGuard = new DeletionGuardChange { Enabled = false } };

    public static string Patch(string operation) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operation}}]}""";

    public static string Active(bool active) => Patch($$"""{"op":"replace","path":"active","value":{{(active ? "true" : "false")}}}""");

    /// <summary>Creates <c>p01@example.com</c> and so on, and returns their SCIM IDs.</summary>
    public static async Task<IReadOnlyList<string>> PeopleAsync(this Bridge bridge, int count)
    {
        var ids = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => ids[i] = await bridge.NewUserAsync(Address(i)));
        return ids;
    }

    public static string Address(int index) => $"p{index:00}@example.com";

    public static async Task<string> TeamAsync(this Bridge bridge, string name, IEnumerable<string> members)
    {
        var reply = await bridge.PostAsync("/Groups", $$"""{"displayName":"{{name}}","members":[{{string.Join(',', members.Select(id => $$"""{"value":"{{id}}"}"""))}}]}""");
        Assert.Equal(201, reply.Status);
        await bridge.SettledAsync();
        return reply.Id;
    }

    /// <summary>Which of these people can sign in to Looker.</summary>
    public static IReadOnlyList<int> Enabled(this Bridge bridge, int count) =>
        [.. Enumerable.Range(0, count).Where(i => !bridge.LookerUser(Address(i))!.IsDisabled)];

    public static async Task<IReadOnlyList<JsonObject>> HeldAsync(this Bridge bridge)
    {
        using var client = await bridge.RestAsync();
        var answer = await client.GetFromJsonAsync<JsonObject>($"/api/v1/integrations/{bridge.Integration.Id}/held", TestContext.Current.CancellationToken);
        return [.. answer!["results"]!["items"]!.AsArray().Select(item => (JsonObject)item!)];
    }

    /// <summary>What the list of links has of a resource.</summary>
    public static async Task<JsonObject> LinkAsync(this Bridge bridge, string scimId)
    {
        using var client = await bridge.RestAsync();
        var answer = await client.GetFromJsonAsync<JsonObject>($"/api/v1/integrations/{bridge.Integration.Id}/links?q={scimId}", TestContext.Current.CancellationToken);
        return (JsonObject)answer!["results"]!["items"]!.AsArray().Single()!;
    }

    /// <summary>Answers the status and the number that was decided.</summary>
    public static async Task<(int Status, int? Count)> DecideAsync(this Bridge bridge, string decision, params IEnumerable<JsonObject> held)
    {
        var some = string.Join(',', held.Select(h => $"\"{h["uuid"]}\""));
        using var client = await bridge.RestAsync();
        using var body = new StringContent(some.Length == 0 ? """{"all":true}""" : $$"""{"uuids":[{{some}}]}""");
        using var response = await client.PostAsync(new Uri($"/api/v1/integrations/{bridge.Integration.Id}/held/{decision}", UriKind.Relative), body);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return ((int)response.StatusCode, (int?)answer["results"]?[decision == "release" ? "released" : "rejected"]);
    }

    /// <summary>The whole answer to rejecting all of them.</summary>
    public static async Task<JsonObject> RejectAllAsync(this Bridge bridge)
    {
        using var client = await bridge.RestAsync();
        using var body = new StringContent("""{"all":true}""");
        using var response = await client.PostAsync(new Uri($"/api/v1/integrations/{bridge.Integration.Id}/held/reject", UriKind.Relative), body);
        Assert.Equal(200, (int)response.StatusCode);
        return (JsonObject)(await response.Content.ReadFromJsonAsync<JsonObject>())!["results"]!;
    }

    public static Task SetAsync(this Bridge bridge, IntegrationChange change) => bridge.App.Services.GetRequiredService<IntegrationService>()
        .UpdateAsync(bridge.Owner, bridge.Integration.Id, change, TestContext.Current.CancellationToken);

    public static Task<IntegrationStatus> StatusAsync(this Bridge bridge) => bridge.App.Services.GetRequiredService<IntegrationService>()
        .StatusAsync(bridge.Owner, bridge.Integration.Id, TestContext.Current.CancellationToken);

    public static Task<bool> ResyncAsync(this Bridge bridge, string scimId) => bridge.App.Services.GetRequiredService<IResync>()
        .ResyncAsync(bridge.Owner, bridge.Integration.Key, Guid.Parse(scimId), TestContext.Current.CancellationToken);

    private static async Task<HttpClient> RestAsync(this Bridge bridge) =>
        bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
}
