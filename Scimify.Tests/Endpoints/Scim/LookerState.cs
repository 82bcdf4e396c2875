using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>What a test created in Looker: users and groups that were not there at its start.</summary>
internal sealed class LookerState
{
    private readonly LookerSandbox _looker;
    private readonly HashSet<string> _users;
    private readonly HashSet<string> _groups;

    public LookerState(LookerSandbox looker)
    {
        _looker = looker;
        _users = looker.With(world => world.Users.Keys.ToHashSet());
        _groups = looker.With(world => world.Groups.Keys.ToHashSet());
    }

    /// <summary><c>{"users":[{"email","first","last","disabled"}],"groups":{"name":["member's e-mail"]}}</c></summary>
    public JsonObject Now() => _looker.With(world => new JsonObject
    {
        ["users"] = new JsonArray([.. world.Users.Values.Where(user => !_users.Contains(user.Id)).OrderBy(user => user.AnyEmail, StringComparer.Ordinal)
            .Select(user => new JsonObject
            {
                ["email"] = user.AnyEmail,
                ["first"] = user.FirstName,
                ["last"] = user.LastName,
                ["disabled"] = user.IsDisabled,
            })]),
        ["groups"] = new JsonObject(world.Groups.Values.Where(group => !_groups.Contains(group.Id)).OrderBy(group => group.Name, StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create<string, JsonNode?>(group.Name, JsonSerializer.SerializeToNode(
                world.Users.Values.Where(user => user.GroupIds.Contains(group.Id)).Select(user => user.AnyEmail).Order(StringComparer.Ordinal))))),
    });

    public void Is(JsonNode? expected) => Assert.Equal(expected?.ToJsonString(), Now().ToJsonString());
}
