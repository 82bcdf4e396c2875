using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>The one write path of SCIM users: resource, desired state and log row commit together.</summary>
public sealed class UserService(IDirectoryStore store, TimeProvider clock)
{
    /// <param name="request">The request and its sender.</param>
    /// <param name="body">The parsed message, not yet validated.</param>
    /// <param name="ct">Cancels before the commit. After that, the write is finished.</param>
    /// <param name="id">The new resource's ID, if others refer to it already (bulk); null to create one.</param>
    /// <exception cref="ScimException">400 for a body that does not fit the schema, 409 <c>uniqueness</c> for a userName in use.</exception>
    public Task<UserWrite> CreateAsync(ScimRequest request, ScimObject body, CancellationToken ct, Guid? id = null)
    {
        var user = ResourceReader.ReadForCreate(body, request.Target.UserType, request.Dialect, request.Tolerances);
        return Unique(store.WriteAsync(request.Target.IntegrationKey, writer => new UserWriteSteps(writer, request, clock).Create(user, id), ct));
    }

    /// <summary>PUT (RFC 7644 section 3.5.1). A body without <c>active</c> leaves the user as active as before.</summary>
    public Task<UserWrite> ReplaceAsync(ScimRequest request, Guid id, ScimObject body, Action<long>? precondition, CancellationToken ct) =>
        ChangeAsync(
            request,
            id,
            current => ResourceReader.ReadForReplace(body, current, request.Target.UserType, request.Dialect, request.Tolerances),
            isWhole: true,
            precondition,
            ct);

    /// <summary>PATCH (RFC 7644 section 3.5.2), completely or not at all, except that a removal of access is always carried out.</summary>
    public Task<UserWrite> PatchAsync(ScimRequest request, Guid id, IReadOnlyList<PatchOperation> operations, Action<long>? precondition, CancellationToken ct) =>
        ChangeAsync(
            request,
            id,
            current => PatchEngine.Apply(current, operations, request.Target.UserType, request.Dialect, request.Tolerances),
            isWhole: false,
            precondition,
            ct);

    public Task<UserWrite> DeleteAsync(ScimRequest request, Guid id, Action<long>? precondition, CancellationToken ct) =>
        store.WriteAsync(
            request.Target.IntegrationKey,
            writer =>
            {
                var current = writer.LockUser(request.Target.IntegrationKey, id) ?? throw NotFound(id);
                precondition?.Invoke(current.Row.Version);
                return new UserWriteSteps(writer, request, clock).Delete(current);
            },
            ct);

    /// <exception cref="ScimException">404.</exception>
    public async ValueTask<StoredUser> GetAsync(int integrationKey, Guid id, CancellationToken ct) =>
        await store.ReadAsync(integrationKey, reader => reader.FindUser(integrationKey, id), ct) ?? throw NotFound(id);

    public static ScimException NotFound(Guid id) => ScimException.NotFound($"User {id} not found.");

    /// <summary>
    /// Computes the change on a snapshot, so that a large body keeps nobody else from writing. Computes it again inside the
    /// transaction only if somebody else was faster.
    /// </summary>
    private async Task<UserWrite> ChangeAsync(
        ScimRequest request, Guid id, Func<ScimObject, ScimObject> change, bool isWhole, Action<long>? precondition, CancellationToken ct)
    {
        var snapshot = await GetAsync(request.Target.IntegrationKey, id, ct);
        precondition?.Invoke(snapshot.Row.Version);
        PreparedUser prepared;
        try
        {
            prepared = PreparedUser.Of(snapshot, change, isWhole);
        }
        catch (ScimException refusal) when (refusal.Status == 413 && snapshot.Row.Active && change(ScimJson.ParseObject(snapshot.Json)).GetBoolean("active") == false)
        {
            return await OnlyLeaveAsync(request, id, precondition, refusal, ct);
        }

        try
        {
            return await Unique(store.WriteAsync(
                request.Target.IntegrationKey,
                writer =>
                {
                    var current = writer.LockUser(request.Target.IntegrationKey, id) ?? throw NotFound(id);
                    precondition?.Invoke(current.Row.Version);
                    var ready = current.Row.Version == snapshot.Row.Version ? prepared : PreparedUser.Of(current, change, isWhole);
                    return new UserWriteSteps(writer, request, clock).Change(current, ready);
                },
                ct));
        }
        catch (ScimException refusal) when (refusal.Status is 400 or 403 or 409 && snapshot.Row.Active && prepared.Resource.GetBoolean("active") == false)
        {
            return await OnlyLeaveAsync(request, id, precondition, refusal, ct);
        }
    }

    /// <summary>A value of the write is refused. Access ends all the same.</summary>
    private Task<UserWrite> OnlyLeaveAsync(ScimRequest request, Guid id, Action<long>? precondition, ScimException refusal, CancellationToken ct) => store.WriteAsync(
        request.Target.IntegrationKey,
        writer =>
        {
            var current = writer.LockUser(request.Target.IntegrationKey, id) ?? throw NotFound(id);
            precondition?.Invoke(current.Row.Version);
            var leaver = PreparedUser.Of(current, user => user.With("active", ScimBoolean.False), isWhole: false);
            return leaver.Json is null ? throw refusal : new UserWriteSteps(writer, request, clock).Leave(current, leaver, refusal);
        },
        ct);

    private static async Task<UserWrite> Unique(Task<UserWrite> write)
    {
        try
        {
            return await write;
        }
        catch (DuplicateException e)
        {
            throw ScimException.Uniqueness(ErrorCodes.UserNameTaken, $"Another user has the same {e.Attribute}.");
        }
    }
}
