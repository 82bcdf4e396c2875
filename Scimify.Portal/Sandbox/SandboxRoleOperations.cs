using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>Roles and who has them.</summary>
internal sealed class SandboxRoleOperations(SandboxWorld world, Func<SandboxSwitches> switches) : ISandboxOperations
{
    public IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations =>
    [
        (LookerOperations.AllRoles, All),
        (LookerOperations.SearchRoles, Search),
        (LookerOperations.Role, r => SandboxAnswer.Ok(SandboxShapes.Role.Show(Find(r), world, null))),
        (LookerOperations.RoleGroups, r => Groups(Find(r), r.Fields)),
        (LookerOperations.SetRoleGroups, SetGroups),
        (LookerOperations.RoleUsers, Users),
        (LookerOperations.SetRoleUsers, SetUsers),
        (LookerOperations.UserRoles, UserRoles),
        (LookerOperations.SetUserRoles, SetUserRoles),
    ];

    private SandboxRole Find(SandboxRequest request) => world.Roles.GetValueOrDefault(request.Path["role_id"]) ?? throw SandboxRefusal.NotFound();

    private SandboxRole FindOwn(SandboxRequest request)
    {
        var role = Find(request);
        return role.Internal ? throw new SandboxRefusal(405, "The holders of an internal role cannot be changed.") : role;
    }

    private SandboxAnswer All(SandboxRequest request)
    {
        var ids = request.Ids("ids");
        var roles = world.Roles.Values.Where(r => (ids is null || ids.Contains(r.Id)) && (!r.Internal || request.Flag("get_all_support_roles") == true));
        return SandboxAnswer.Ok(SandboxShapes.Array(roles.OrderBy(r => r.Number).Select(r => SandboxShapes.Role.Show(r, world, request.Fields))));
    }

    private SandboxAnswer Search(SandboxRequest request)
    {
        var roles = new SandboxSearch<SandboxRole>(request, switches()).Ids("id", r => [r.Id]).Text("name", r => r.Name).Flag("built_in", r => r.AllAccess).In(world.Roles.Values.Where(r => !r.Internal));
        return SandboxLists.Page(request, roles, SandboxShapes.Role, world, switches());
    }

    private SandboxAnswer Groups(SandboxRole role, SandboxFields? fields) =>
        SandboxAnswer.Ok(SandboxShapes.Array(role.GroupIds.Select(id => world.Groups[id]).OrderBy(g => g.Number).Select(g => SandboxShapes.Group.Show(g, world, fields))));

    private SandboxAnswer SetGroups(SandboxRequest request)
    {
        var role = FindOwn(request);
        var wanted = request.BodyIds.ToHashSet();
        if (wanted.FirstOrDefault(id => !world.Groups.ContainsKey(id)) is { } unknown)
        {
            throw SandboxRefusal.Invalid("groups", "invalid", $"There is no group {unknown}.");
        }

        var changed = wanted.Except(role.GroupIds).Concat(role.GroupIds.Except(wanted)).Select(id => world.Groups[id]);
        if (changed.FirstOrDefault(g => g.ExternallyManaged) is { } mirrored)
        {
            throw SandboxRefusal.Invalid("groups", "invalid", $"cannot modify roles for group '{mirrored.Name}'");
        }

        role.GroupIds.Clear();
        role.GroupIds.UnionWith(wanted);
        world.Save(role);
        return Groups(role, null);
    }

    private SandboxAnswer Users(SandboxRequest request)
    {
        var role = Find(request);
        var direct = request.Flag("direct_association_only") == true;
        var users = world.Users.Values.Where(u => direct ? u.RoleIds.Contains(role.Id) : world.RolesOf(u).Contains(role.Id));
        return SandboxAnswer.Ok(SandboxShapes.Array(users.OrderBy(u => u.Number).Select(u => SandboxShapes.User.Show(u, world, request.Fields))));
    }

    private SandboxAnswer SetUsers(SandboxRequest request)
    {
        var role = FindOwn(request);
        var wanted = request.BodyIds.ToHashSet();
        if (wanted.FirstOrDefault(id => !world.Users.ContainsKey(id)) is { } unknown)
        {
            throw SandboxRefusal.Invalid("users", "invalid", $"There is no user {unknown}.");
        }

        foreach (var user in world.Users.Values.Where(u => u.RoleIds.Contains(role.Id) != wanted.Contains(u.Id)).ToArray())
        {
            _ = wanted.Contains(user.Id) ? user.RoleIds.Add(role.Id) : user.RoleIds.Remove(role.Id);
            world.Save(user);
        }

        return SandboxAnswer.Ok(SandboxShapes.Array(wanted.Select(id => SandboxShapes.User.Show(world.Users[id], world, null))));
    }

    private SandboxAnswer UserRoles(SandboxRequest request)
    {
        var user = SandboxUserOperations.Find(world, request);
        return Roles(request.Flag("direct_association_only") == true ? user.RoleIds : world.RolesOf(user), request.Fields);
    }

    private SandboxAnswer SetUserRoles(SandboxRequest request)
    {
        var user = SandboxUserOperations.Find(world, request);
        var wanted = request.BodyIds;
        if (wanted.FirstOrDefault(id => world.Roles.GetValueOrDefault(id) is not { Internal: false }) is { } unknown)
        {
            throw SandboxRefusal.Invalid("roles", "invalid", $"There is no role {unknown} to give.");
        }

        user.RoleIds.Clear();
        user.RoleIds.UnionWith(wanted);
        world.Save(user);
        return Roles(user.RoleIds, request.Fields);
    }

    private SandboxAnswer Roles(IEnumerable<string> ids, SandboxFields? fields) =>
        SandboxAnswer.Ok(SandboxShapes.Array(ids.Select(id => world.Roles[id]).OrderBy(r => r.Number).Select(r => SandboxShapes.Role.Show(r, world, fields))));
}
