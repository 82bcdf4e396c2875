using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Makes a user or group due again when a person asks for it. Implemented in <c>Persistence</c>.</summary>
public interface IResyncStore
{
    /// <returns>False if the integration has no such resource.</returns>
    Task<bool> MakeDueAsync(int integrationKey, Guid scimId, AuditEntry audit, CancellationToken ct);
}

/// <summary>The button "Try again" and the route behind it.</summary>
public sealed class Resync(IResyncStore store, SyncEngine engine, TimeProvider clock) : IResync
{
    public async Task<bool> ResyncAsync(Actor actor, int integrationKey, Guid scimId, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var audit = new AuditEntry
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            OrganizationKey = actor.OrganizationKey,
            At = clock.GetUtcNow(),
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            SourceAddress = actor.SourceAddress,
            Action = "link.resync",
            SubjectKind = "link",
            SubjectId = scimId.ToString("D"),
            SubjectName = scimId.ToString("D"),
        };
        var found = await store.MakeDueAsync(integrationKey, scimId, audit, ct);
        if (found)
        {
            engine.Nudge(integrationKey);
        }

        return found;
    }
}
