using System.Net;
using System.Text.Json.Nodes;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>Compares the mappings of a file with those of an integration. The server replaces all of them at once.</summary>
internal sealed class MappingPlanner(ApiConnection api, ConfigurationDocument file, ConfigurationPlan plan, bool prunes)
{
    private static readonly IReadOnlyList<string> AttributeMembers = [.. InputType.Of(typeof(Features.Mappings.MappedAttributeInput)).Members.Select(member => member.Name)];

    private static readonly IReadOnlyDictionary<string, string> NoRoles = new Dictionary<string, string>();

    /// <exception cref="ApiRefusedException">The mappings, the groups or Looker's roles cannot be read.</exception>
    /// <exception cref="VerbException">Groups or roles cannot be told apart.</exception>
    public async Task PlanAsync(Parent integration, JsonObject wanted, string path, CancellationToken ct)
    {
        var present = integration.Uuid is null ? null : (await api.SendAsync(ApiRoutes.Mappings, integration.Ids, null, null, ct)).Results;
        var changes = new List<PlannedChange>();
        var name = integration.Name + "/mappings";
        var attributes = Attributes(wanted["attributes"] as JsonArray, Items(present, "attributes"), name, path + ".attributes", changes);
        var groups = await GroupsAsync(integration, wanted["groups"] as JsonArray, Items(present, "groups"), name, path + ".groups", changes, ct);
        if (changes.Count == 0)
        {
            return;
        }

        plan.Add(new PlanStep(StepRank.PartOfIntegration, changes, async (context, token) =>
        {
            var body = new JsonObject
            {
                ["attributes"] = new JsonArray([.. attributes]),
                ["groups"] = new JsonArray([.. await RolesAsync(context.Api, integration, groups, path + ".groups", token)]),
            };
            if (present is not null)
            {
                body["version"] = present["version"]?.DeepClone();
            }

            await context.Api.SendAsync(ApiRoutes.ReplaceMappings, integration.Ids, body, null, token);
        }));
    }

    /// <summary>Mappings in the form of the file, in a fixed order.</summary>
    public static JsonObject Shown(JsonObject resource) => new()
    {
        ["attributes"] = new JsonArray([.. Items(resource, "attributes").Select(ShownAttribute).OrderBy(a => a["lookerAttribute"]!.ToString(), StringComparer.Ordinal)]),
        ["groups"] = new JsonArray([.. Items(resource, "groups").OrderBy(g => g["displayName"]!.ToString(), StringComparer.Ordinal).Select(group => new JsonObject
        {
            ["group"] = group["displayName"]!.DeepClone(),
            ["roles"] = new JsonArray([.. Items(group, "roles").Select(role => role["name"]!.ToString()).Order(StringComparer.Ordinal).Select(role => JsonValue.Create(role))]),
        })]),
    };

    private static JsonObject ShownAttribute(JsonObject attribute)
    {
        var shown = new JsonObject();
        foreach (var member in AttributeMembers)
        {
            shown[member] = attribute[member]?.DeepClone();
        }

        return shown;
    }

    private List<JsonObject> Attributes(JsonArray? wanted, IReadOnlyList<JsonObject> present, string name, string path, List<PlannedChange> changes)
    {
        var result = new List<JsonObject>();
        var before = present.Select(ShownAttribute).ToDictionary(attribute => attribute["lookerAttribute"]!.ToString(), StringComparer.Ordinal);
        var items = Keyed(wanted, "lookerAttribute", path);
        foreach (var (key, item) in items)
        {
            var (at, old) = ($"{name}/attributes/{DisplayText.Of(key)}", before.GetValueOrDefault(key));
            var fields = Difference.Of(item, old ?? [], (_, text) => text, _ => false);
            if (fields.Count > 0)
            {
                changes.Add(new PlannedChange(old is null ? ChangeKind.Create : ChangeKind.Change, at, fields));
            }

            var merged = old?.DeepClone().AsObject() ?? [];
            foreach (var (member, value) in item)
            {
                merged[member] = value?.DeepClone();
            }

            result.Add(merged);
        }

        result.AddRange(before.Where(one => !items.ContainsKey(one.Key) && Stays(wanted is null, $"{name}/attributes/{DisplayText.Of(one.Key)}", changes)).Select(one => one.Value));
        return result;
    }

    private async Task<List<GroupRoles>> GroupsAsync(
        Parent integration, JsonArray? wanted, IReadOnlyList<JsonObject> present, string name, string path, List<PlannedChange> changes, CancellationToken ct)
    {
        var result = new List<GroupRoles>();
        var before = new Dictionary<string, GroupRoles>(StringComparer.Ordinal);
        foreach (var group in present)
        {
            var known = GroupRoles.Of(group);
            if (!before.TryAdd(known.Name, known))
            {
                throw new VerbException($"{name}: several groups are called {DisplayText.Of(known.Name)}, which a file cannot tell apart. Rename one of them in the identity provider");
            }
        }

        var items = Keyed(wanted, "group", path);
        foreach (var (key, item) in items)
        {
            var at = $"{name}/groups/{DisplayText.Of(key)}";
            var old = before.GetValueOrDefault(key);
            if (old is null && item["roles"]!.AsArray().Count == 0)
            {
                continue;    // no roles and no mapping are the same
            }

            var fields = Difference.Of(new JsonObject { ["roles"] = item["roles"]!.DeepClone() }, old is null ? [] : old.Shown, (_, text) => text, _ => false);
            var id = old?.ScimId ?? await FindGroupAsync(integration, key, at, ct);
            if (id is null)
            {
                plan.LeaveToPerson($"{at}: SCIM has no group of that name yet. Run apply again when the identity provider has pushed it.");
                continue;
            }

            result.Add(new GroupRoles(key, id, [.. item["roles"]!.AsArray().Select(role => role!.ToString()).Distinct()], old?.KnownRoles ?? NoRoles));
            if (fields.Count > 0)
            {
                changes.Add(new PlannedChange(old is null ? ChangeKind.Create : ChangeKind.Change, at, fields));
            }
        }

        result.AddRange(before.Where(one => !items.ContainsKey(one.Key) && Stays(wanted is null, $"{name}/groups/{DisplayText.Of(one.Key)}", changes)).Select(one => one.Value));
        await LookUpAsync(integration, result, path, name, ct);
        return result;
    }

    /// <summary>Finds misspelt roles while nothing has changed yet, as far as the token may.</summary>
    private async Task LookUpAsync(Parent integration, List<GroupRoles> groups, string path, string name, CancellationToken ct)
    {
        if (integration.Uuid is null || groups.All(group => group.Unknown.Count == 0))
        {
            return;
        }

        try
        {
            await RolesAsync(api, integration, groups, path, ct);
        }
        catch (ApiRefusedException e) when (e.Status == HttpStatusCode.Forbidden)
        {
            plan.LeaveToPerson($"{name}/groups: whether Looker has the roles was not checked. {e.Sentence}");
        }
    }

    private bool Stays(bool isUntouched, string name, List<PlannedChange> changes)
    {
        if (isUntouched)
        {
            return true;
        }

        if (prunes)
        {
            changes.Add(new PlannedChange(ChangeKind.Delete, name, []));
            return false;
        }

        plan.LeaveAlone(name);
        return true;
    }

    private async Task<string?> FindGroupAsync(Parent integration, string group, string name, CancellationToken ct)
    {
        if (integration.Uuid is null)
        {
            return null;
        }

        var found = (await api.ListAsync(ApiRoutes.Links, integration.Ids, ct, $"&resourceType=Group&q={Uri.EscapeDataString(group)}"))
            .Where(link => link["name"]?.ToString() == group && link["deletedAt"] is null).Select(link => link["scimId"]!.ToString()).ToList();
        return found.Count > 1 ? throw new VerbException($"{name}: SCIM has {found.Count} groups of that name. Rename one of them in the identity provider") : found.FirstOrDefault();
    }

    /// <summary>Looker's IDs for the names of roles. Asks Looker only for names that no present mapping has.</summary>
    private async Task<IEnumerable<JsonObject>> RolesAsync(ApiConnection connection, Parent integration, IReadOnlyList<GroupRoles> groups, string path, CancellationToken ct)
    {
        var known = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (groups.Any(group => group.Unknown.Count > 0))
        {
            var choices = (await connection.SendAsync(ApiRoutes.MappingChoices, integration.Ids, null, null, ct)).Results;
            foreach (var role in Items(choices, "roles").GroupBy(role => role["name"]!.ToString()))
            {
                known[role.Key] = [.. role.Select(one => one["id"]!.ToString())];
            }
        }

        return groups.Select(group => new JsonObject
        {
            ["group"] = group.ScimId,
            ["roles"] = new JsonArray([.. group.Roles.Select(role => JsonValue.Create(group.KnownRoles.TryGetValue(role, out var id) ? id : known.GetValueOrDefault(role) switch
            {
                [var one] => one,
                { } several => throw file.Problem(path, $"names the role {DisplayText.Of(role)}, of which Looker has {several.Count}."),
                null => throw file.Problem(path, $"names the role {DisplayText.Of(role)}, which Looker does not have."),
            }))]),
        }).ToList();
    }

    private Dictionary<string, JsonObject> Keyed(JsonArray? items, string key, string path)
    {
        var keyed = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (i, item) in (items ?? []).OfType<JsonObject>().Index())
        {
            if (!keyed.TryAdd(item[key]!.ToString(), item))
            {
                throw file.Problem($"{path}.{i}", $"has the same {key} as another item.");
            }
        }

        return keyed;
    }

    private static IReadOnlyList<JsonObject> Items(JsonObject? resource, string member) => [.. (resource?[member] as JsonArray ?? []).OfType<JsonObject>()];

    /// <summary>A group, the roles that it is to have, and the IDs of those that it has.</summary>
    private sealed record GroupRoles(string Name, string ScimId, IReadOnlyList<string> Roles, IReadOnlyDictionary<string, string> KnownRoles)
    {
        public IReadOnlyList<string> Unknown => [.. Roles.Where(role => !KnownRoles.ContainsKey(role))];

        public JsonObject Shown => new() { ["roles"] = new JsonArray([.. KnownRoles.Keys.Select(role => JsonValue.Create(role))]) };

        public static GroupRoles Of(JsonObject group)
        {
            var roles = Items(group, "roles").GroupBy(role => role["name"]!.ToString()).ToDictionary(role => role.Key, role => role.First()["id"]!.ToString(), StringComparer.Ordinal);
            return new GroupRoles(group["displayName"]!.ToString(), group["group"]!.ToString(), [.. roles.Keys], roles);
        }
    }
}
