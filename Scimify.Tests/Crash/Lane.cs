using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>A person as one identity provider's connection wants them.</summary>
internal sealed record WantedUser(string Id, string UserName, string Email, string Given, string Family, bool Active);

/// <summary>A group as one connection wants it. Members are SCIM IDs.</summary>
internal sealed record WantedGroup(string Id, string Name, ImmutableSortedSet<string> Members);

/// <summary>
/// One of several connections that work at the same time, each with its own people and groups. It knows of every write whether
/// it was acknowledged, and finds out what became of writes whose answers were cut off.
/// </summary>
internal sealed class Lane(int number, Random random)
{
    private readonly Dictionary<string, WantedUser> _users = [];
    private readonly Dictionary<string, WantedGroup> _groups = [];
    private readonly List<WantedUser> _left = [];
    private readonly List<string> _closed = [];
    private readonly List<string> _differences = [];
    private Write? _unanswered;
    private int _count;

    public IReadOnlyCollection<WantedUser> Users => _users.Values;

    public IReadOnlyCollection<WantedGroup> Groups => _groups.Values;

    /// <summary>What was seen on the way and must not happen.</summary>
    public IReadOnlyList<string> Differences => _differences;

    public int Acknowledged { get; private set; }

    /// <summary>Writes until the server is gone.</summary>
    public async Task RunAsync(HttpClient client, CancellationToken ct)
    {
        try
        {
            await ResolveAsync(client, ct);
            while (!ct.IsCancellationRequested)
            {
                var write = Next();
                _unanswered = write;
                using var answer = await client.SendAsync(write.Request(), CancellationToken.None);
                var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                _unanswered = null;
                if (answer.IsSuccessStatusCode)
                {
                    Acknowledged++;
                    write.Apply(write.Id ?? (string)JsonNode.Parse(body)!["id"]!);
                }
                else if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    _differences.Add($"{write} was answered {(int)answer.StatusCode}: {body}");
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Killed in the middle of a request. Its fate is found out after the next start.
        }
    }

    /// <summary>Finds out whether the unanswered write was committed: completely, or not at all.</summary>
    public async Task ResolveAsync(HttpClient client, CancellationToken ct)
    {
        if (_unanswered is not { } write)
        {
            return;
        }

        if (await write.FindAsync(client, ct) is { } id)
        {
            write.Apply(id);
        }

        _unanswered = null;
    }

    /// <summary>Waits for this many more acknowledged writes.</summary>
    public static async Task AcknowledgedAsync(IReadOnlyList<Lane> lanes, int more)
    {
        var goal = lanes.Sum(lane => lane.Acknowledged) + more;
        var (isReached, count) = await Eventually.TryReadAsync(() => Task.FromResult(lanes.Sum(lane => lane.Acknowledged)), count => count >= goal);
        Assert.True(isReached, $"{count} of {goal} writes were acknowledged: {string.Join('\n', lanes.SelectMany(lane => lane.Differences))}");
    }

    public static string UserName(int lane, int person) => $"lane{lane}.person{person}@example.com";

    public static string GroupName(int lane, int group) => $"Lane {lane} group {group}";

    private Write Next() => random.Next(100) switch
    {
        < 22 => CreateUser(),
        < 40 when _users.Count > 0 => ReplaceUser(),
        < 48 when _users.Count > 2 => DeleteUser(),
        < 54 when _left.Count > 0 => CreateUser(Take(_left)),
        < 62 => CreateGroup(),
        < 88 when _groups.Count > 0 => ChangeMembers(),
        < 94 when _groups.Count > 0 => RenameGroup(),
        < 97 when _groups.Count > 1 => DeleteGroup(),
        _ => CreateUser(),
    };

    private Write CreateUser(WantedUser? again = null)
    {
        var name = UserName(number, ++_count);
        var user = again is null ? new WantedUser("", name, name, $"G{_count}", $"F{number}", true) : again with { Given = $"Back{++_count}", Active = true };
        return new Write(HttpMethod.Post, "/Users", UserBody(user), id => _users[id] = user with { Id = id })
        {
            Finds = Filter("Users", "userName", user.UserName),
        };
    }

    private Write ReplaceUser()
    {
        var before = Pick(_users.Values);
        var after = random.Next(3) switch
        {
            0 => before with { Given = $"G{++_count}" },
            1 => before with { Email = $"lane{number}.moved{++_count}@example.com" },
            _ => before with { Active = !before.Active },
        };
        return new Write(HttpMethod.Put, $"/Users/{before.Id}", UserBody(after), id => _users[id] = after)
        {
            Id = before.Id,
            IsDone = body => UserOf(body) == after,
        };
    }

    private Write DeleteUser()
    {
        var user = Pick(_users.Values);
        return new Write(HttpMethod.Delete, $"/Users/{user.Id}", null, _ => Leave(user)) { Id = user.Id, IsDone = body => body is null };
    }

    private Write CreateGroup()
    {
        var name = _closed.Count > 0 && random.Next(2) == 0 ? Take(_closed) : GroupName(number, ++_count);
        var members = Some();
        return new Write(HttpMethod.Post, "/Groups", GroupBody(name, members), id => _groups[id] = new(id, name, members))
        {
            Finds = Filter("Groups", "displayName", name),
        };
    }

    private Write ChangeMembers()
    {
        var before = Pick(_groups.Values);
        var some = Some();
        var (operation, members) = random.Next(3) switch
        {
            0 => ("add", before.Members.Union(some)),
            1 => ("remove", before.Members.Except(some)),
            _ => ("replace", some),
        };
        var after = before with { Members = members };
        return new Write(HttpMethod.Patch, $"/Groups/{before.Id}", Patch(operation, "members", Members(some)), _ => _groups[before.Id] = after)
        {
            Id = before.Id,
            IsDone = body => MembersOf(body).SetEquals(members),
        };
    }

    private Write RenameGroup()
    {
        var before = Pick(_groups.Values);
        var after = before with { Name = $"Lane {number} team {++_count}" };
        return new Write(HttpMethod.Patch, $"/Groups/{before.Id}", Patch("replace", "displayName", after.Name), _ => _groups[before.Id] = after)
        {
            Id = before.Id,
            IsDone = body => (string?)body!["displayName"] == after.Name,
        };
    }

    private Write DeleteGroup()
    {
        var group = Pick(_groups.Values);
        return new Write(HttpMethod.Delete, $"/Groups/{group.Id}", null, id =>
        {
            _groups.Remove(id);
            _closed.Add(group.Name);
        })
        {
            Id = group.Id,
            IsDone = body => body is null,
        };
    }

    private void Leave(WantedUser user)
    {
        _users.Remove(user.Id);
        _left.Add(user);
        foreach (var group in _groups.Values.ToList())
        {
            _groups[group.Id] = group with { Members = group.Members.Remove(user.Id) };
        }
    }

    private ImmutableSortedSet<string> Some() => [.. _users.Keys.Where(_ => random.Next(3) == 0)];

    private T Pick<T>(IReadOnlyCollection<T> from) => from.ElementAt(random.Next(from.Count));

    private T Take<T>(List<T> from)
    {
        var taken = Pick(from);
        from.Remove(taken);
        return taken;
    }

    private static string Filter(string type, string attribute, string value) => $"/{type}?filter={Uri.EscapeDataString($"{attribute} eq \"{value}\"")}";

    private static JsonObject UserBody(WantedUser user) => new()
    {
        ["userName"] = user.UserName,
        ["name"] = new JsonObject { ["givenName"] = user.Given, ["familyName"] = user.Family },
        ["emails"] = new JsonArray(new JsonObject { ["value"] = user.Email, ["type"] = "work", ["primary"] = true }),
        ["active"] = user.Active,
    };

    internal static WantedUser UserOf(JsonNode? body) => new(
        (string)body!["id"]!,
        (string)body["userName"]!,
        (string)body["emails"]![0]!["value"]!,
        (string)body["name"]!["givenName"]!,
        (string)body["name"]!["familyName"]!,
        (bool)body["active"]!);

    internal static ImmutableSortedSet<string> MembersOf(JsonNode? body) => [.. (body!["members"]?.AsArray() ?? []).Select(m => (string)m!["value"]!)];

    private static JsonObject GroupBody(string name, IEnumerable<string> members) => new() { ["displayName"] = name, ["members"] = Members(members) };

    private static JsonArray Members(IEnumerable<string> ids) => [.. ids.Select(id => (JsonNode)new JsonObject { ["value"] = id })];

    private static JsonObject Patch(string operation, string path, JsonNode value) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
        ["Operations"] = new JsonArray(new JsonObject { ["op"] = operation, ["path"] = path, ["value"] = value }),
    };
}

/// <summary>One SCIM write, what it changes if it was committed, and how to find out whether it was.</summary>
internal sealed record Write(HttpMethod Method, string Path, JsonObject? Body, Action<string> Apply)
{
    /// <summary>The resource; null for one that the write creates.</summary>
    public string? Id { get; init; }

    /// <summary>The query that finds the created resource.</summary>
    public string? Finds { get; init; }

    /// <summary>Whether the resource (null if it does not exist) is as the write wanted it.</summary>
    public Predicate<JsonNode?>? IsDone { get; init; }

    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(Method, "/scim/v2" + Path);
        if (Body is not null)
        {
            request.Content = new StringContent(Body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        }

        return request;
    }

    /// <returns>The resource's ID if the write was committed; otherwise null.</returns>
    public async Task<string?> FindAsync(HttpClient client, CancellationToken ct)
    {
        using var answer = await client.GetAsync("/scim/v2" + (Finds ?? Path), ct);
        var body = answer.StatusCode == HttpStatusCode.NotFound ? null : JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(ct));
        return Finds is not null ? (string?)body?["Resources"]?.AsArray().FirstOrDefault()?["id"] : IsDone!(body) ? Id : null;
    }

    public override string ToString() => $"{Method} {Path} {Body?.ToJsonString()}";
}
