using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Scimify.Tests.Crash;

/// <summary>Uses the sandbox's own API: what Looker had before, what goes wrong with it, what it has.</summary>
internal sealed class LookerControl(HttpClient client) : IDisposable
{
    private readonly HashSet<string> _earlierUsers = [];
    private readonly HashSet<string> _earlierGroups = [];

    public Uri Address => client.BaseAddress!;

    /// <summary>Looker ids of the accounts that were there before SCIM.</summary>
    public IReadOnlySet<string> EarlierUsers => _earlierUsers;

    /// <summary>Looker ids of the groups that were there before SCIM.</summary>
    public IReadOnlySet<string> EarlierGroups => _earlierGroups;

    /// <summary>Creates people and groups. The lanes will ask for some of them, and never for others.</summary>
    public async Task FillAsync(int lanes, CancellationToken ct)
    {
        for (var lane = 1; lane <= lanes; lane++)
        {
            for (var i = 1; i <= 30; i++)
            {
                _earlierGroups.Add(await AddAsync("groups", new JsonObject { ["name"] = Lane.GroupName(lane, i) }, ct));
                if (i % 2 == 0)
                {
                    _earlierUsers.Add(await AddAsync("users", EarlierUser(Lane.UserName(lane, i), isDisabled: i % 4 == 0), ct));
                }
            }
        }
    }

    /// <summary>An account that a person created in Looker before there was SCIM.</summary>
    public static JsonObject EarlierUser(string email, bool isDisabled) =>
        new() { ["first_name"] = Comparison.EarlierName, ["last_name"] = "Account", ["email"] = email, ["is_disabled"] = isDisabled };

    /// <returns>The id in Looker.</returns>
    public async Task<string> AddAsync(string kind, JsonObject item, CancellationToken ct)
    {
        using var answer = await client.PostAsJsonAsync($"/__sandbox/{kind}", item, ct);
        return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(ct))!["id"]!;
    }

    public async Task BreakAsync(IReadOnlyList<JsonObject> faults, CancellationToken ct)
    {
        using var answer = await client.PostAsJsonAsync("/__sandbox/faults", faults, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Whether calls that met every fault have arrived.</summary>
    public async Task<bool> AreFaultsUsedUpAsync(CancellationToken ct) =>
        (await client.GetFromJsonAsync<JsonArray>("/__sandbox/faults", ct))!.All(fault => (int?)fault!["count"] == 0);

    public async Task MendAsync(CancellationToken ct)
    {
        using var cleared = await client.DeleteAsync("/__sandbox/faults", ct);
        cleared.EnsureSuccessStatusCode();
    }

    public async Task<JsonObject> StateAsync(CancellationToken ct) => (await client.GetFromJsonAsync<JsonObject>("/__sandbox/state", ct))!;

    /// <summary>Requests that Looker's documentation does not allow.</summary>
    public async Task<JsonArray> ViolationsAsync(CancellationToken ct) => (await client.GetFromJsonAsync<JsonArray>("/__sandbox/violations", ct))!;

    /// <summary>A little of everything that can go wrong.</summary>
    /// <param name="rateLimited">The share of calls that are answered with 429, which stops all calls for a second.</param>
    public static IReadOnlyList<JsonObject> Illness(double rateLimited = 0.02) =>
    [
        Fault("dropAfter", 0.03),
        Fault("dropBefore", 0.03),
        Fault("delayBefore", 0.05, ("delayMs", 150)),
        Fault("delayAfter", 0.03, ("delayMs", 150)),
        Fault("status", 0.03, ("status", 500)),
        Fault("status", 0.02, ("status", 500), ("effect", true)),
        Fault("status", rateLimited, ("status", 429), ("retryAfter", "1")),
        Fault("html", 0.01, ("status", 503)),
        Fault("garbage", 0.01),
        Fault("garbage", 0.01, ("effect", false)),
        Fault("truncated", 0.01),
        Fault("unauthorized", 0.02),
    ];

    public static JsonObject Fault(string kind, double probability, params (string Name, JsonNode Value)[] more)
    {
        var fault = new JsonObject { ["kind"] = kind, ["probability"] = probability, ["count"] = null };
        foreach (var (name, value) in more)
        {
            fault[name] = value;
        }

        return fault;
    }

    public void Dispose() => client.Dispose();
}
