using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Portal.Sandbox;

/// <summary>Checks a SAML configuration and shows it: IDs are written, objects are read.</summary>
internal sealed class SandboxSamlRules(SandboxWorld world)
{
    private static readonly string[] Flags =
    [
        "enabled", "multi_certs_supported", "alternate_email_login_allowed", "set_roles_from_groups", "auth_requires_role", "bypass_login_page",
        "allow_normal_group_membership", "allow_roles_from_normal_groups", "allow_direct_roles",
    ];

    private static readonly string[] Texts =
    [
        "idp_cert", "idp_url", "idp_issuer", "idp_audience", "user_attribute_map_email", "user_attribute_map_first_name", "user_attribute_map_last_name",
        "new_user_migration_types", "groups_attribute", "groups_finder_type", "groups_member_value",
    ];

    private static readonly string[] Lists = ["default_new_user_role_ids", "default_new_user_group_ids", "groups_with_role_ids", "user_attributes_with_ids"];

    private static readonly string[] RequiredWhenEnabled =
        ["idp_url", "idp_issuer", "user_attribute_map_email", "user_attribute_map_first_name", "user_attribute_map_last_name"];

    public static JsonObject Defaults() => new()
    {
        ["enabled"] = false,
        ["idp_cert"] = null,
        ["idp_cert_multi"] = null,
        ["multi_certs_supported"] = false,
        ["idp_url"] = null,
        ["idp_issuer"] = null,
        ["idp_audience"] = null,
        ["allowed_clock_drift"] = 0,
        ["user_attribute_map_email"] = null,
        ["user_attribute_map_first_name"] = null,
        ["user_attribute_map_last_name"] = null,
        ["new_user_migration_types"] = null,
        ["alternate_email_login_allowed"] = true,
        ["default_new_user_role_ids"] = new JsonArray(),
        ["default_new_user_group_ids"] = new JsonArray(),
        ["set_roles_from_groups"] = false,
        ["groups_attribute"] = null,
        ["groups_with_role_ids"] = new JsonArray(),
        ["auth_requires_role"] = false,
        ["user_attributes_with_ids"] = new JsonArray(),
        ["groups_finder_type"] = "grouped_attribute_values",
        ["groups_member_value"] = null,
        ["bypass_login_page"] = false,
        ["allow_normal_group_membership"] = true,
        ["allow_roles_from_normal_groups"] = true,
        ["allow_direct_roles"] = true,
    };

    /// <summary>The members after the changes.</summary>
    /// <exception cref="SandboxRefusal">422: the new state is not valid, and nothing has changed.</exception>
    public JsonObject Merge(JsonObject members, JsonObject changes)
    {
        var merged = (JsonObject)members.DeepClone();
        foreach (var (name, value) in changes)
        {
            merged[name] = value?.DeepClone();
        }

        var errors = new List<SandboxFieldError>();
        CheckTypes(merged, errors);
        if (errors.Count == 0)
        {
            CheckCompleteness(merged, errors);
            CheckReferences(merged, errors);
        }

        return errors.Count == 0 ? merged : throw SandboxRefusal.Invalid(errors);
    }

    /// <summary>The document as Looker shows it.</summary>
    public JsonObject Show(SandboxSaml saml)
    {
        var shown = (JsonObject)saml.Members.DeepClone();
        shown["default_new_user_roles"] = SandboxShapes.Array(Ids(shown, "default_new_user_role_ids").Select(Role));
        shown["default_new_user_groups"] = SandboxShapes.Array(Ids(shown, "default_new_user_group_ids").Select(Group));
        shown["groups"] = SandboxShapes.Array(Objects(shown, "groups_with_role_ids").Select(g => new JsonObject
        {
            ["id"] = g["id"]?.DeepClone(),
            ["name"] = g["name"]?.DeepClone(),
            ["looker_group_id"] = g["looker_group_id"]?.DeepClone(),
            ["looker_group_name"] = g["looker_group_name"]?.DeepClone(),
            ["roles"] = SandboxShapes.Array(Ids(g, "role_ids").Select(Role)),
            ["url"] = $"/api/4.0/saml_groups/{g["id"]}",
        }));
        shown["user_attributes"] = SandboxShapes.Array(Objects(shown, "user_attributes_with_ids").Select(a => new JsonObject
        {
            ["name"] = a["name"]?.DeepClone(),
            ["required"] = a["required"]?.DeepClone() ?? false,
            ["user_attributes"] = SandboxShapes.Array(Ids(a, "user_attribute_ids").Select(Attribute)),
        }));
        shown.Remove("default_new_user_role_ids");
        shown.Remove("default_new_user_group_ids");
        shown["test_slug"] = saml.Id == SandboxSaml.Live ? null : saml.Id;
        shown["modified_at"] = saml.ModifiedAt;
        shown["modified_by"] = saml.ModifiedBy;
        shown["url"] = saml.Id == SandboxSaml.Live ? "/api/4.0/saml_config" : $"/api/4.0/saml_test_configs/{saml.Id}";
        shown["can"] = new JsonObject { ["show"] = true, ["update"] = true };
        return shown;
    }

    /// <summary>Gives each mapped SAML group its mirrored Looker group, which owns its name, and its roles.</summary>
    public void Mirror(JsonObject members)
    {
        var mapped = new HashSet<string>();
        foreach (var entry in Objects(members, "groups_with_role_ids"))
        {
            entry["id"] ??= world.NextId("saml_group");
            var name = NameOf(entry);
            var group = entry["looker_group_id"] is { } id && world.Groups.TryGetValue(id.GetValue<string>(), out var known) ? known : null;
            if (group is null && !(world.TryFindGroup(name, out group) && group.ExternallyManaged))
            {
                group = SandboxSeed.AddGroup(world, name, mirrored: true);
            }

            world.Rename(group, name);
            group.ExternallyOrphaned = false;
            world.Save(group);
            entry["looker_group_id"] = group.Id;
            entry["looker_group_name"] = name;
            mapped.Add(group.Id);
            GiveRoles(group, [.. Ids(entry, "role_ids")]);
        }

        foreach (var group in world.Groups.Values.Where(g => g.ExternallyManaged && !mapped.Contains(g.Id)))
        {
            group.ExternallyOrphaned = true;
            world.Save(group);
        }
    }

    internal static IEnumerable<string> Ids(JsonObject o, string name) => (o[name] as JsonArray ?? []).Select(SandboxRequest.AsId).OfType<string>();

    internal static IEnumerable<JsonObject> Objects(JsonObject o, string name) => (o[name] as JsonArray ?? []).OfType<JsonObject>();

    private static string NameOf(JsonObject entry) => entry["looker_group_name"]?.GetValue<string>() is { Length: > 0 } own ? own : entry["name"]!.GetValue<string>();

    private static bool IsOn(JsonObject members, string name) => members[name]?.GetValue<bool>() == true;

    private static bool IsBlank(JsonObject members, string name) => string.IsNullOrWhiteSpace(members[name]?.GetValue<string>());

    private void GiveRoles(SandboxGroup group, HashSet<string> roles)
    {
        foreach (var role in world.Roles.Values.Where(r => r.GroupIds.Contains(group.Id) != roles.Contains(r.Id)))
        {
            _ = roles.Contains(role.Id) ? role.GroupIds.Add(group.Id) : role.GroupIds.Remove(group.Id);
            world.Save(role);
        }
    }

    private static void CheckTypes(JsonObject members, List<SandboxFieldError> errors)
    {
        foreach (var name in Flags.Where(n => members[n] is { } v && v.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)))
        {
            errors.Add(new(name, "invalid", $"'{name}' must be true or false."));
        }

        foreach (var name in Texts.Where(n => members[n] is { } v && v.GetValueKind() != JsonValueKind.String))
        {
            errors.Add(new(name, "invalid", $"'{name}' must be a string."));
        }

        foreach (var name in Lists.Where(n => members[n] is not (null or JsonArray)))
        {
            errors.Add(new(name, "invalid", $"'{name}' must be a list."));
        }

        if (members["allowed_clock_drift"] is { } drift
            && !(drift.GetValueKind() == JsonValueKind.Number && int.TryParse(drift.ToJsonString(), out var seconds) && seconds >= 0))
        {
            errors.Add(new("allowed_clock_drift", "invalid", "'allowed_clock_drift' must be a number of seconds."));
        }

        if (members["idp_cert_multi"] is { } multi && (multi is not JsonObject certs || certs["signing"] is not (null or JsonArray)))
        {
            errors.Add(new("idp_cert_multi", "invalid", "'idp_cert_multi' must hold a list 'signing'."));
        }

        foreach (var entry in Objects(members, "groups_with_role_ids").Where(e => e["name"]?.GetValueKind() != JsonValueKind.String || IsBlank(e, "name")))
        {
            errors.Add(new("groups_with_role_ids", "missing_field", "Each of 'groups_with_role_ids' needs a 'name'."));
        }

        foreach (var entry in Objects(members, "user_attributes_with_ids").Where(e => e["name"]?.GetValueKind() != JsonValueKind.String || IsBlank(e, "name")))
        {
            errors.Add(new("user_attributes_with_ids", "missing_field", "Each of 'user_attributes_with_ids' needs a 'name'."));
        }
    }

    private static void CheckCompleteness(JsonObject members, List<SandboxFieldError> errors)
    {
        if (!IsBlank(members, "groups_finder_type") && members["groups_finder_type"]!.GetValue<string>() is not ("grouped_attribute_values" or "individual_attributes"))
        {
            errors.Add(new("groups_finder_type", "invalid", "'groups_finder_type' must be grouped_attribute_values or individual_attributes."));
        }

        if (!IsBlank(members, "new_user_migration_types")
            && members["new_user_migration_types"]!.GetValue<string>().Split(',').FirstOrDefault(t => t.Trim() is not ("email" or "ldap" or "google")) is { } unknown)
        {
            errors.Add(new("new_user_migration_types", "invalid", $"'{unknown}' is not a type of credential to merge by."));
        }

        if (!IsOn(members, "enabled"))
        {
            return;
        }

        errors.AddRange(RequiredWhenEnabled.Where(n => IsBlank(members, n)).Select(n => new SandboxFieldError(n, "missing_field", $"'{n}' is required.")));
        var several = IsOn(members, "multi_certs_supported");
        if (several ? (members["idp_cert_multi"]?["signing"] as JsonArray ?? []).Count == 0 : IsBlank(members, "idp_cert"))
        {
            var name = several ? "idp_cert_multi" : "idp_cert";
            errors.Add(new(name, "missing_field", $"'{name}' is required."));
        }

        if (IsOn(members, "set_roles_from_groups"))
        {
            if (IsBlank(members, "groups_attribute") && members["groups_finder_type"]?.GetValue<string>() != "individual_attributes")
            {
                errors.Add(new("groups_attribute", "missing_field", "'groups_attribute' is required."));
            }
            else if (IsBlank(members, "groups_member_value") && members["groups_finder_type"]?.GetValue<string>() == "individual_attributes")
            {
                errors.Add(new("groups_member_value", "missing_field", "'groups_member_value' is required."));
            }
        }
    }

    private void CheckReferences(JsonObject members, List<SandboxFieldError> errors)
    {
        var mappings = Objects(members, "groups_with_role_ids").ToList();
        Check("default_new_user_role_ids", Ids(members, "default_new_user_role_ids"), world.Roles.ContainsKey, "role");
        Check("default_new_user_group_ids", Ids(members, "default_new_user_group_ids"), world.Groups.ContainsKey, "group");
        Check("groups_with_role_ids", mappings.SelectMany(g => Ids(g, "role_ids")), world.Roles.ContainsKey, "role");
        Check("user_attributes_with_ids", Objects(members, "user_attributes_with_ids").SelectMany(a => Ids(a, "user_attribute_ids")), world.Attributes.ContainsKey, "user attribute");
        foreach (var name in mappings.Select(NameOf))
        {
            if (world.TryFindGroup(name, out var group) && !group.ExternallyManaged)
            {
                errors.Add(new("groups_with_role_ids", "already_exists", $"A group named {name} already exists. 'saml_group'"));
            }
        }

        void Check(string field, IEnumerable<string> ids, Func<string, bool> exists, string kind) =>
            errors.AddRange(ids.Where(id => !exists(id)).Select(id => new SandboxFieldError(field, "invalid", $"There is no {kind} {id}.")));
    }

    private JsonNode? Role(string id) => world.Roles.TryGetValue(id, out var role) ? SandboxShapes.Role.Show(role, world, null) : null;

    private JsonNode? Group(string id) => world.Groups.TryGetValue(id, out var group) ? SandboxShapes.Group.Show(group, world, null) : null;

    private JsonNode? Attribute(string id) => world.Attributes.TryGetValue(id, out var attribute) ? SandboxShapes.Attribute.Show(attribute, world, null) : null;
}
