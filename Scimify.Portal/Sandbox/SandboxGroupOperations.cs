using System.Text.Json.Nodes;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>Groups and what is in them.</summary>
internal sealed class SandboxGroupOperations(SandboxWorld world, Func<SandboxSwitches> switches) : ISandboxOperations
{
    public IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations =>
    [
        (LookerOperations.AllGroups, All),
        (LookerOperations.CreateGroup, Create),
        (LookerOperations.SearchGroups, r => Search(r, SandboxShapes.Group)),
        (LookerOperations.SearchGroupsWithRoles, r => Search(r, SandboxShapes.GroupWithRoles)),
        (LookerOperations.SearchGroupsWithHierarchy, r => Search(r, SandboxShapes.GroupWithHierarchy)),
        (LookerOperations.Group, r => Show(r, Find(r))),
        (LookerOperations.UpdateGroup, Update),
        (LookerOperations.DeleteGroup, Delete),
        (LookerOperations.AllGroupUsers, Members),
        (LookerOperations.AddGroupUser, AddUser),
        (LookerOperations.DeleteGroupUser, RemoveUser),
        (LookerOperations.AllGroupGroups, r => SandboxAnswer.Ok(SandboxShapes.Array(Find(r).ChildIds.Select(id => SandboxShapes.Group.Show(world.Groups[id], world, r.Fields))))),
        (LookerOperations.AddGroupGroup, AddGroup),
        (LookerOperations.DeleteGroupFromGroup, RemoveGroup),
    ];

    public static SandboxGroup Find(SandboxWorld world, SandboxRequest request) =>
        world.Groups.GetValueOrDefault(request.Path["group_id"]) ?? throw SandboxRefusal.NotFound();

    private SandboxGroup Find(SandboxRequest request) => Find(world, request);

    private SandboxGroup FindOwn(SandboxRequest request)
    {
        var group = Find(request);
        return group.IncludeByDefault ? throw SandboxRefusal.Forbidden("The group All Users cannot be changed.")
            : group.ExternallyManaged ? throw SandboxRefusal.Forbidden($"The group '{group.Name}' is managed externally.")
            : group;
    }

    private SandboxAnswer Show(SandboxRequest request, SandboxGroup group) => SandboxAnswer.Ok(SandboxShapes.Group.Show(group, world, request.Fields));

    private SandboxAnswer All(SandboxRequest request)
    {
        var ids = request.Ids("ids");
        return SandboxLists.Page(request, world.Groups.Values.Where(g => ids is null || ids.Contains(g.Id)), SandboxShapes.Group, world, switches());
    }

    private SandboxAnswer Search(SandboxRequest request, SandboxShape<SandboxGroup> shape)
    {
        var groups = new SandboxSearch<SandboxGroup>(request, switches())
            .Ids("id", g => [g.Id])
            .Text("name", g => g.Name)
            .Text("external_group_id", g => g.ExternalGroupId)
            .Flag("externally_managed", g => g.ExternallyManaged)
            .Flag("externally_orphaned", g => g.ExternallyOrphaned)
            .In(world.Groups.Values);
        return SandboxLists.Page(request, groups, shape, world, switches());
    }

    private SandboxAnswer Create(SandboxRequest request)
    {
        var (name, content) = Read(request.Body, required: true, self: null);
        var group = new SandboxGroup { Id = world.NextId("group"), Name = name!, CanAddToContentMetadata = content ?? true };
        world.Save(group);
        world.Rename(group, name!);
        return Show(request, group);
    }

    private SandboxAnswer Update(SandboxRequest request)
    {
        var group = FindOwn(request);
        var (name, content) = Read(request.Body, request.Body.ContainsKey("name"), group);
        world.Rename(group, name ?? group.Name);
        group.CanAddToContentMetadata = content ?? group.CanAddToContentMetadata;
        world.Save(group);
        return Show(request, group);
    }

    private (string? Name, bool? Content) Read(JsonObject body, bool required, SandboxGroup? self)
    {
        var read = new SandboxBody(body);
        var name = read.Text("name", required);
        var content = read.Flag("can_add_to_content_metadata");
        read.ThrowIfFailed();
        if (name is not null && world.TryFindGroup(name, out var other) && other != self)
        {
            throw switches().GroupNameClash == 409
                ? new SandboxRefusal(409, $"A group named '{name}' already exists.")
                : SandboxRefusal.Invalid("name", "already_exists", $"A group named '{name}' already exists.");
        }

        return (name, content);
    }

    private SandboxAnswer Delete(SandboxRequest request)
    {
        world.Delete(FindOwn(request));
        return SandboxAnswer.NoContent;
    }

    private SandboxAnswer Members(SandboxRequest request)
    {
        var group = Find(request);
        var users = group.Id == SandboxWorld.AllUsers ? world.Users.Values : group.MemberIds.Select(id => world.Users[id]);
        return SandboxLists.Page(request, users, SandboxShapes.User, world, switches());
    }

    private SandboxAnswer AddUser(SandboxRequest request)
    {
        var group = FindOwn(request);
        var id = SandboxRequest.AsId(request.Body["user_id"]) ?? throw SandboxRefusal.BadRequest("'user_id' is required.");
        var user = world.Users.GetValueOrDefault(id) ?? throw SandboxRefusal.NotFound();
        if (!user.AllowNormalGroupMembership)
        {
            throw SandboxRefusal.Forbidden("The groups of this user are managed externally.");
        }

        if (SandboxWorld.IsMember(user, group) && switches().AddPresentMember == 409)
        {
            throw new SandboxRefusal(409, "The user is a member already; the membership already exists.");
        }

        world.Join(user, group);
        return SandboxAnswer.Ok(SandboxShapes.User.Show(user, world, null));
    }

    private SandboxAnswer RemoveUser(SandboxRequest request)
    {
        var group = FindOwn(request);
        if (world.Users.GetValueOrDefault(request.Path["user_id"]) is { } user && SandboxWorld.IsMember(user, group))
        {
            world.Leave(user, group);
            return SandboxAnswer.NoContent;
        }

        return switches().RemoveAbsentMember == 404 ? throw SandboxRefusal.NotFound() : SandboxAnswer.NoContent;
    }

    private SandboxAnswer AddGroup(SandboxRequest request)
    {
        var group = FindOwn(request);
        var id = SandboxRequest.AsId(request.Body["group_id"]) ?? throw SandboxRefusal.BadRequest("'group_id' is required.");
        var child = world.Groups.GetValueOrDefault(id) ?? throw SandboxRefusal.NotFound();
        if (Contains(child, group.Id))
        {
            throw SandboxRefusal.BadRequest("A group cannot contain itself.");
        }

        group.ChildIds.Add(child.Id);
        world.Save(group);
        return SandboxAnswer.Ok(SandboxShapes.Group.Show(child, world, null));
    }

    private bool Contains(SandboxGroup group, string id) => group.Id == id || group.ChildIds.Any(child => Contains(world.Groups[child], id));

    private SandboxAnswer RemoveGroup(SandboxRequest request)
    {
        var group = FindOwn(request);
        if (!group.ChildIds.Remove(request.Path["deleting_group_id"]))
        {
            throw SandboxRefusal.NotFound();
        }

        world.Save(group);
        return SandboxAnswer.NoContent;
    }
}
