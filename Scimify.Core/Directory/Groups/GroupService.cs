using Scimify.Core.Directory.Users;
using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Groups;

/// <summary>The one write path of SCIM groups. A change of k members costs k, whatever the group's size.</summary>
public sealed class GroupService(IDirectoryStore store, TimeProvider clock)
{
    /// <param name="request">The request and its sender.</param>
    /// <param name="body">The parsed message, not yet validated.</param>
    /// <param name="ct">Cancels before the commit.</param>
    /// <param name="id">The new resource's ID, if others refer to it already (bulk); null to create one.</param>
    /// <exception cref="ScimException">400 for a body or member that does not fit (an unknown member: if the dialect is strict), 409 <c>uniqueness</c> for a displayName in use.</exception>
    public Task<GroupWrite> CreateAsync(ScimRequest request, ScimObject body, CancellationToken ct, Guid? id = null)
    {
        var group = ReadGroup(body, null, request);
        return Unique(store.WriteAsync(request.Target.IntegrationKey, writer => new GroupWriteSteps(writer, request, clock).Create(group.Attributes, group.Members ?? [], id), ct));
    }

    /// <summary>PUT. A body without <c>members</c> leaves the members unchanged. An empty list removes all of them; a list of unknown ones alone is refused.</summary>
    public async Task<GroupWrite> ReplaceAsync(ScimRequest request, Guid id, ScimObject body, Action<long>? precondition, CancellationToken ct)
    {
        var snapshot = await GetAsync(request.Target.IntegrationKey, id, ct);
        var group = ReadGroup(body, ScimJson.ParseObject(snapshot.Json), request);
        IReadOnlyList<MemberOperation> members = group.Members is null ? [] : [new MemberOperation.ReplaceAll(group.Members)];
        return await ChangeAsync(request, id, _ => group.Attributes, asksForAttributes: true, members, precondition, ct);
    }

    public Task<GroupWrite> PatchAsync(
        ScimRequest request, Guid id, IReadOnlyList<PatchOperation> operations, Action<long>? precondition, CancellationToken ct)
    {
        var plan = GroupPatch.Plan(operations, request.Dialect, request.Tolerances);
        return ChangeAsync(
            request,
            id,
            current => plan.Attributes.Count == 0
                ? current
                : PatchEngine.Apply(current, plan.Attributes, ScimResourceTypes.Group, request.Dialect, request.Tolerances),
            plan.Attributes.Count > 0,
            plan.Members,
            precondition,
            ct);
    }

    public Task<GroupWrite> DeleteAsync(ScimRequest request, Guid id, Action<long>? precondition, CancellationToken ct) =>
        store.WriteAsync(
            request.Target.IntegrationKey,
            writer =>
            {
                var current = writer.LockGroup(request.Target.IntegrationKey, id) ?? throw NotFound(id);
                precondition?.Invoke(current.Row.Version);
                return new GroupWriteSteps(writer, request, clock).Delete(current);
            },
            ct);

    /// <exception cref="ScimException">404.</exception>
    public async ValueTask<StoredGroup> GetAsync(int integrationKey, Guid id, CancellationToken ct) =>
        await store.ReadAsync(integrationKey, reader => reader.FindGroup(integrationKey, id), ct) ?? throw NotFound(id);

    public static ScimException NotFound(Guid id) => ScimException.NotFound($"Group {id} not found.");

    private Task<GroupWrite> ChangeAsync(
        ScimRequest request,
        Guid id,
        Func<ScimObject, ScimObject> change,
        bool asksForAttributes,
        IReadOnlyList<MemberOperation> members,
        Action<long>? precondition,
        CancellationToken ct) => Unique(store.WriteAsync(
            request.Target.IntegrationKey,
            writer =>
            {
                var current = writer.LockGroup(request.Target.IntegrationKey, id) ?? throw NotFound(id);
                precondition?.Invoke(current.Row.Version);
                return new GroupWriteSteps(writer, request, clock).Change(current, change, asksForAttributes, members);
            },
            ct));

    private static GroupBody ReadGroup(ScimObject body, ScimObject? current, ScimRequest request) => current is null
        ? GroupBody.ReadForCreate(body, ScimResourceTypes.Group, request.Dialect, request.Tolerances)
        : GroupBody.ReadForReplace(body, current, ScimResourceTypes.Group, request.Dialect, request.Tolerances);

    private static async Task<GroupWrite> Unique(Task<GroupWrite> write)
    {
        try
        {
            return await write;
        }
        catch (DuplicateException e)
        {
            throw ScimException.Uniqueness(ErrorCodes.GroupNameTaken, $"Another group has the same {e.Attribute}.");
        }
    }
}
