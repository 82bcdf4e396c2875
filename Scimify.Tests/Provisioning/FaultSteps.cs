using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>One SCIM write that makes the engine call one operation.</summary>
/// <param name="Operation">The call that goes wrong.</param>
/// <param name="Before">People, then groups. <c>#</c> stands for the case's number.</param>
/// <param name="After">The state in Looker.</param>
/// <param name="AfterInScim">If SCIM shows something else: a deleted user is disabled in Looker.</param>
/// <param name="IsRead">The operation changes nothing.</param>
internal sealed record FaultStep(
    string Name, string Operation, Func<FaultWorld, Task> Arrange, Func<FaultWorld, Task<ScimReply>> Act, string Before, string After,
    string? AfterInScim = null, bool IsRead = false);

internal static class FaultSteps
{
    private const string Person = "Grace # m#@example.com on";

    public static readonly IReadOnlyList<FaultStep> All =
    [
        new("looking up an address", "search_users", _ => Task.CompletedTask, w => w.CreateUserAsync(), "", Person, IsRead: true),
        new("making an account", "create_user", _ => Task.CompletedTask, w => w.CreateUserAsync(), "", Person),
        new("giving it an address", "create_user_credentials_email", _ => Task.CompletedTask, w => w.CreateUserAsync(), "", Person),
        new("renaming a person", "update_user", Of("user"), w => w.PatchUserAsync("name.givenName", "Gracia"), Person, "Gracia # m#@example.com on"),
        new("disabling", "update_user", Of("user"), w => w.PatchUserAsync("active", false), Person, "Grace # m#@example.com off"),
        new("deleting a person", "update_user", Of("user"), w => w.DeleteAsync("/Users/", w.UserId), Person, "Grace # m#@example.com off", AfterInScim: ""),
        new("changing an address", "update_user_credentials_email", Of("user"), w => w.PatchUserAsync("emails[type eq \"work\"].value", w.Named("n#@example.com")),
            Person, "Grace # n#@example.com on"),
        new("looking up a group", "search_groups", Of("user"), w => w.CreateGroupAsync(), Person, Person + " | Team #: m#@example.com", IsRead: true),
        new("making a group", "create_group", Of("user"), w => w.CreateGroupAsync(), Person, Person + " | Team #: m#@example.com"),
        new("adding the first member", "add_group_user", Of("user"), w => w.CreateGroupAsync(), Person, Person + " | Team #: m#@example.com"),
        new("renaming a group", "update_group", Of("user", "group"), w => w.PatchGroupAsync("replace", "displayName", w.Named("Team # again")),
            Person + " | Team #: m#@example.com", Person + " | Team # again: m#@example.com"),
        new("adding a member", "add_group_user", Of("user", "group", "other"), w => w.PatchGroupAsync("add", "members", FaultWorld.Member(w.OtherId)),
            "Ada # o#@example.com on | " + Person + " | Team #: m#@example.com", "Ada # o#@example.com on | " + Person + " | Team #: m#@example.com o#@example.com"),
        new("removing a member", "delete_group_user", Of("user", "group"), w => w.PatchGroupAsync("remove", $"members[value eq \"{w.UserId}\"]", null),
            Person + " | Team #: m#@example.com", Person + " | Team #: "),
        new("removing a leaver from a group", "delete_group_user", Of("user", "group"), w => w.DeleteAsync("/Users/", w.UserId),
            Person + " | Team #: m#@example.com", "Grace # m#@example.com off | Team #: ", AfterInScim: "Team #: "),
        new("deleting a group", "delete_group", Of("user", "group"), w => w.DeleteAsync("/Groups/", w.GroupId),
            Person + " | Team #: m#@example.com", Person),
        new("writing an attribute", "set_user_attribute_user_value", Of("user"), w => w.PatchUserAsync(Mapped.Department, "Navy"), Person, Person + " Navy"),
        new("removing an attribute", "delete_user_attribute_user_value", Of("user", "department"), w => w.PatchUserAsync(Mapped.Department, null),
            Person + " Navy", Person),
    ];

    private static Func<FaultWorld, Task> Of(params string[] what) => async world =>
    {
        if (what.Contains("user"))
        {
            world.UserId = (await world.CreateUserAsync()).Id;
        }

        if (what.Contains("department"))
        {
            await world.PatchUserAsync(Mapped.Department, "Navy");
        }

        if (what.Contains("other"))
        {
            world.OtherId = (await world.CreateUserAsync("o", "Ada")).Id;
        }

        if (what.Contains("group"))
        {
            world.GroupId = (await world.CreateGroupAsync()).Id;
        }
    };
}

/// <summary>The people and groups of one case, in SCIM and in Looker.</summary>
internal sealed class FaultWorld(Bridge bridge, int number)
{
    /// <summary>Users up to this ID were in the sandbox before.</summary>
    public const int SeededUsers = 9;

    public string UserId { get; set; } = "";

    public string OtherId { get; set; } = "";

    public string GroupId { get; set; } = "";

    private string Family => Named("#");

    /// <summary>Replaces <c>#</c> by the case's number. It has three digits, so that no number is the start of another.</summary>
    public string Named(string text) => text.Replace("#", $"{number:D3}", StringComparison.Ordinal);

    public async Task<ScimReply> CreateUserAsync(string letter = "m", string given = "Grace")
    {
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(Named($"{letter}#@example.com"), given, Family));
        return reply;
    }

    public Task<ScimReply> CreateGroupAsync() => bridge.PostAsync(
        "/Groups", new JsonObject { ["displayName"] = Named("Team #"), ["members"] = Member(UserId) }.ToJsonString());

    /// <param name="value">Null to remove it.</param>
    public Task<ScimReply> PatchUserAsync(string path, JsonNode? value) =>
        bridge.PatchAsync($"/Users/{UserId}", Patch(value is null ? "remove" : "replace", path, value));

    public Task<ScimReply> PatchGroupAsync(string op, string path, JsonNode? value) => bridge.PatchAsync($"/Groups/{GroupId}", Patch(op, path, value));

    public Task<ScimReply> DeleteAsync(string collection, string id) => bridge.DeleteAsync(collection + id);

    public static JsonArray Member(string id) => [new JsonObject { ["value"] = id }];

    public string InLooker() => bridge.Looker.With(world => Text(
        world.Users.Values.Where(u => u.LastName == Family).Select(u => $"{u.FirstName} {u.LastName} {u.Email?.Address} {(u.IsDisabled ? "off" : "on")} {string.Join(' ', u.AttributeValues.Values)}".TrimEnd()),
        world.Groups.Values.Where(g => g.Name.StartsWith(Named("Team #"), StringComparison.Ordinal))
            .Select(g => (g.Name, g.MemberIds.Select(id => world.Users[id].Email?.Address)))));

    public async Task<string> InScimAsync()
    {
        var users = (await bridge.GetAsync($"/Users?filter=name.familyName%20eq%20%22{Family}%22")).Body!["Resources"]?.AsArray() ?? [];
        var groups = (await bridge.GetAsync($"/Groups?filter=displayName%20sw%20%22{Uri.EscapeDataString(Named("Team #"))}%22")).Body!["Resources"]?.AsArray() ?? [];
        var emails = users.ToDictionary(u => (string)u!["id"]!, u => (string?)u!["emails"]![0]!["value"]);
        return Text(
            users.Select(u => $"{u!["name"]!["givenName"]} {Family} {u["emails"]![0]!["value"]} {((bool)u["active"]! ? "on" : "off")} {u["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]?["department"]}".TrimEnd()),
            groups.Select(g => ((string)g!["displayName"]!, (g["members"]?.AsArray() ?? []).Select(m => emails[(string)m!["value"]!]))));
    }

    private static string Text(IEnumerable<string> users, IEnumerable<(string Name, IEnumerable<string?> Members)> groups) => string.Join(
        " | ",
        [.. users.Order(StringComparer.Ordinal), .. groups.Select(g => $"{g.Name}: {string.Join(' ', g.Members.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal)]);

    private static string Patch(string op, string path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (value is not null)
        {
            operation["value"] = value;
        }

        return new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
            ["Operations"] = new JsonArray(operation),
        }.ToJsonString();
    }
}
