using System.Text.Json.Nodes;

namespace Scimify.Portal.Sandbox;

/// <summary>Edits behind Scimify's back. They use Looker's member names, and can set members that are read-only in the API:
/// <c>email</c>, <c>saml_user_id</c>, <c>saml_email</c>, <c>google_email</c>, <c>oidc_email</c>, <c>ldap_email</c>, <c>looker_openid_email</c>, <c>is_service_account</c>, <c>verified_looker_employee</c>, <c>embed</c>,
/// <c>allow_normal_group_membership</c>, <c>role_ids</c>, <c>sessions</c> (a number), <c>api3</c> (a number), <c>externally_managed</c>.</summary>
internal static class SandboxEdits
{
    public static SandboxUser User(SandboxWorld world, string id) => world.Users.GetValueOrDefault(id) ?? throw SandboxRefusal.NotFound();

    public static SandboxGroup Group(SandboxWorld world, string id) => world.Groups.GetValueOrDefault(id) ?? throw SandboxRefusal.NotFound();

    public static SandboxUser AddUser(SandboxWorld world, JsonObject body) => EditUser(world, SandboxSeed.AddUser(world, null, null, null), body);

    public static SandboxUser EditUser(SandboxWorld world, SandboxUser user, JsonObject body)
    {
        SandboxUserOperations.Apply(user, body);
        if (body.ContainsKey("email"))
        {
            var address = body["email"]?.GetValue<string>();
            if (address is not null && world.TryFindByEmail(address, out var owner) && owner != user)
            {
                throw new SandboxRefusal(409, $"{address} is in use already.");
            }

            world.SetEmail(user, address is null ? null : new SandboxEmail { Address = address, CreatedAt = world.Now });
        }

        if (body["saml_user_id"]?.GetValue<string>() is { } nameId)
        {
            user.Saml = new SandboxSso { NameId = nameId, Email = body["saml_email"]?.GetValue<string>() ?? nameId, CreatedAt = world.Now };
        }

        user.Google = Login(world, body, "google_email") ?? user.Google;
        user.Oidc = Login(world, body, "oidc_email") ?? user.Oidc;
        user.Ldap = Login(world, body, "ldap_email") ?? user.Ldap;
        user.LookerOpenid = Login(world, body, "looker_openid_email") ?? user.LookerOpenid;
        if (body["embed"]?.GetValue<bool>() == true)
        {
            user.Embed.Add(new SandboxEmbed(world.NextId("embed"), $"external-{user.Id}", world.Now));
        }

        user.IsServiceAccount = body["is_service_account"]?.GetValue<bool>() ?? user.IsServiceAccount;
        user.VerifiedLookerEmployee = body["verified_looker_employee"]?.GetValue<bool>() ?? user.VerifiedLookerEmployee;
        user.AllowNormalGroupMembership = body["allow_normal_group_membership"]?.GetValue<bool>() ?? user.AllowNormalGroupMembership;
        SetRoles(world, user, body);
        for (var i = body["sessions"]?.GetValue<int>() ?? 0; i > 0; i--)
        {
            SandboxSeed.AddSession(world, user);
        }

        for (var i = body["api3"]?.GetValue<int>() ?? 0; i > 0; i--)
        {
            var id = world.NextId("api3");
            user.Api3.Add(new SandboxApi3(id, $"key-{id}", Guid.NewGuid().ToString("N"), world.Now));
        }

        world.Save(user);
        return user;
    }

    public static SandboxGroup AddGroup(SandboxWorld world, JsonObject body)
    {
        var name = body["name"]?.GetValue<string>() is { Length: > 0 } given ? given : throw SandboxRefusal.BadRequest("A group needs a name.");
        return world.TryFindGroup(name, out _)
            ? throw new SandboxRefusal(409, $"There is a group {name} already.")
            : EditGroup(world, SandboxSeed.AddGroup(world, name), body);
    }

    public static SandboxGroup EditGroup(SandboxWorld world, SandboxGroup group, JsonObject body)
    {
        world.Rename(group, body["name"]?.GetValue<string>() ?? group.Name);
        group.ExternallyManaged = body["externally_managed"]?.GetValue<bool>() ?? group.ExternallyManaged;
        group.ExternalGroupId = body["external_group_id"]?.GetValue<string>() ?? group.ExternalGroupId;
        world.Save(group);
        return group;
    }

    /// <summary>Accepts <c>title</c>, <c>user_id</c> and <c>public</c>.</summary>
    public static SandboxLook AddLook(SandboxWorld world, JsonObject body) =>
        SandboxSeed.AddLook(world, TextOf(body, "title"), Owner(world, body), body["public"]?.GetValue<bool>() ?? false);

    /// <summary>Accepts <c>title</c> and <c>user_id</c>.</summary>
    public static SandboxDashboard AddDashboard(SandboxWorld world, JsonObject body) => SandboxSeed.AddDashboard(world, TextOf(body, "title"), Owner(world, body));

    /// <summary>Accepts <c>name</c>, <c>user_id</c>, and <c>look_id</c> or <c>dashboard_id</c>.</summary>
    public static SandboxPlan AddPlan(SandboxWorld world, JsonObject body) =>
        SandboxSeed.AddPlan(world, TextOf(body, "name"), Owner(world, body), SandboxRequest.AsId(body["look_id"]), SandboxRequest.AsId(body["dashboard_id"]));

    private static SandboxSso? Login(SandboxWorld world, JsonObject body, string member) => body[member]?.GetValue<string>() is { } email
        ? new SandboxSso { NameId = email, Email = email, CreatedAt = world.Now, LoggedInAt = world.Now }
        : null;

    private static SandboxUser Owner(SandboxWorld world, JsonObject body) => User(world, SandboxRequest.AsId(body["user_id"]) ?? "");

    private static string TextOf(JsonObject body, string name) =>
        body[name]?.GetValue<string>() is { Length: > 0 } text ? text : throw SandboxRefusal.BadRequest($"'{name}' is required.");

    private static void SetRoles(SandboxWorld world, SandboxUser user, JsonObject body)
    {
        if (body["role_ids"] is not JsonArray)
        {
            return;
        }

        var ids = SandboxSamlRules.Ids(body, "role_ids").ToList();
        if (ids.Find(id => !world.Roles.ContainsKey(id)) is { } unknown)
        {
            throw SandboxRefusal.BadRequest($"There is no role {unknown}.");
        }

        user.RoleIds.Clear();
        user.RoleIds.UnionWith(ids);
    }
}
