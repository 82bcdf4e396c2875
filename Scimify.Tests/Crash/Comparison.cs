using System.Text.Json.Nodes;

namespace Scimify.Tests.Crash;

/// <summary>Compares three accounts of the same truth: what was acknowledged, what SCIM shows, what Looker has.</summary>
internal sealed class Comparison
{
    /// <summary>Users and groups up to these IDs were in the sandbox before.</summary>
    private const int SeededUsers = 9;
    private const int SeededGroups = 3;

    /// <summary>The first name of accounts that Looker had before. None of SCIM's people has it.</summary>
    public const string EarlierName = "Before";

    private readonly IReadOnlySet<string> _earlierUsers;
    private readonly IReadOnlySet<string> _earlierGroups;
    private readonly Dictionary<string, WantedUser> _users;
    private readonly List<WantedGroup> _groups;
    private readonly List<JsonNode> _accounts;
    private readonly List<JsonNode> _teams;
    private readonly List<string> _differentGroups = [];

    private Comparison(IEnumerable<JsonNode> users, IEnumerable<JsonNode> groups, JsonObject looker, IReadOnlySet<string> earlierUsers, IReadOnlySet<string> earlierGroups)
    {
        (_earlierUsers, _earlierGroups) = (earlierUsers, earlierGroups);
        _users = users.Select(Lane.UserOf).ToDictionary(u => u.Id);
        _groups = [.. groups.Select(g => new WantedGroup((string)g["id"]!, (string)g["displayName"]!, Lane.MembersOf(g)))];
        _accounts = [.. looker["users"]!.AsArray().Select(u => u!).Where(u => int.Parse((string)u["id"]!) > SeededUsers)];
        _teams = [.. looker["groups"]!.AsArray().Select(g => g!).Where(g => int.Parse((string)g["id"]!) > SeededGroups)];
    }

    /// <param name="scim">The SCIM endpoint.</param>
    /// <param name="looker">The sandbox's state.</param>
    /// <param name="earlierUsers">Accounts that Looker had before. Those that belonged to somebody are disabled; the others stay unchanged.</param>
    /// <param name="earlierGroups">Groups that Looker had before. They stay, without the members that Scimify manages.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Comparison> ReadAsync(
        HttpClient scim, JsonObject looker, IReadOnlySet<string> earlierUsers, IReadOnlySet<string> earlierGroups, CancellationToken ct) =>
        new(await AllAsync(scim, "Users", ct), await AllAsync(scim, "Groups", ct), looker, earlierUsers, earlierGroups);

    /// <summary>The names of the groups with different members.</summary>
    public IReadOnlyList<string> DifferentGroups => _differentGroups;

    /// <returns>Empty if nothing is lost, doubled, half-made or out of step.</returns>
    public IEnumerable<string> Differences(IReadOnlyList<Lane> lanes) =>
        [.. lanes.SelectMany(l => l.Differences), .. Lost(lanes), .. Accounts(), .. Teams()];

    private IEnumerable<string> Lost(IReadOnlyList<Lane> lanes)
    {
        foreach (var user in lanes.SelectMany(l => l.Users))
        {
            if (_users.GetValueOrDefault(user.Id) != user)
            {
                yield return $"Acknowledged {user}, SCIM has {_users.GetValueOrDefault(user.Id)}";
            }
        }

        foreach (var group in lanes.SelectMany(l => l.Groups))
        {
            var stored = _groups.Find(g => g.Id == group.Id);
            if (stored is null || stored.Name != group.Name || !stored.Members.SetEquals(group.Members))
            {
                yield return $"Acknowledged {Show(group)}, SCIM has {(stored is null ? "nothing" : Show(stored))}";
            }
        }

        if (_users.Count != lanes.Sum(l => l.Users.Count) || _groups.Count != lanes.Sum(l => l.Groups.Count))
        {
            yield return $"SCIM has {_users.Count} users and {_groups.Count} groups, acknowledged were {lanes.Sum(l => l.Users.Count)} and {lanes.Sum(l => l.Groups.Count)}";
        }
    }

    private IEnumerable<string> Accounts()
    {
        foreach (var halfMade in _accounts.Where(a => Email(a) is null))
        {
            yield return $"Half-made in Looker: {halfMade["id"]} {halfMade["first_name"]} {halfMade["last_name"]}";
        }

        var byEmail = _accounts.Where(a => Email(a) is not null).ToLookup(a => Email(a)!, StringComparer.OrdinalIgnoreCase);
        foreach (var user in _users.Values)
        {
            var accounts = byEmail[user.Email].ToList();
            if (accounts is not [var account])
            {
                yield return $"{accounts.Count} Looker accounts for {user}";
            }
            else if ((string?)account["first_name"] != user.Given || (string?)account["last_name"] != user.Family || (bool)account["is_disabled"]! == user.Active)
            {
                yield return $"SCIM has {user}, Looker {account["first_name"]} {account["last_name"]} disabled {account["is_disabled"]}";
            }
        }

        var wanted = _users.Values.Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var account in _accounts.Where(a => Email(a) is { } email && !wanted.Contains(email)))
        {
            var isUntouched = _earlierUsers.Contains((string)account["id"]!) && (string?)account["first_name"] == EarlierName;
            if (!(bool)account["is_disabled"]! && !isUntouched)
            {
                yield return $"Nobody of SCIM, but enabled in Looker: {Email(account)}";
            }
        }
    }

    private IEnumerable<string> Teams()
    {
        foreach (var team in _teams.Where(t => _groups.All(g => g.Name != (string?)t["name"])))
        {
            if (!_earlierGroups.Contains((string)team["id"]!) || team["member_ids"]!.AsArray().Count > 0)
            {
                yield return $"No group of SCIM: {team["name"]} in Looker";
            }
        }

        var emails = _accounts.ToDictionary(a => (string)a["id"]!, a => Email(a) ?? "half-made");
        foreach (var group in _groups)
        {
            var same = _teams.Where(t => (string?)t["name"] == group.Name).ToList();
            var wanted = group.Members.Select(id => _users[id].Email).Order(StringComparer.Ordinal).ToList();
            if (same is not [var team])
            {
                yield return $"{same.Count} groups in Looker for {Show(group)}";
                continue;
            }

            var actual = team["member_ids"]!.AsArray().Select(id => emails[(string)id!]).Order(StringComparer.Ordinal).ToList();
            if (!actual.SequenceEqual(wanted))
            {
                _differentGroups.Add(group.Name);
                yield return $"{group.Name}: SCIM has {string.Join(' ', wanted)}, Looker {string.Join(' ', actual)}";
            }
        }
    }

    private static string? Email(JsonNode account) => (string?)account["credentials_email"]?["email"];

    private static string Show(WantedGroup group) => $"{group.Name} ({group.Id}) with {string.Join(' ', group.Members)}";

    private static async Task<List<JsonNode>> AllAsync(HttpClient scim, string type, CancellationToken ct)
    {
        var all = new List<JsonNode>();
        while (true)
        {
            var page = JsonNode.Parse(await scim.GetStringAsync($"/scim/v2/{type}?count=500&startIndex={all.Count + 1}", ct))!;
            var resources = page["Resources"]?.AsArray() ?? [];
            all.AddRange(resources.Select(r => r!));
            if (resources.Count == 0 || all.Count >= (int)page["totalResults"]!)
            {
                return all;
            }
        }
    }
}
