using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Drift;

/// <summary>What people can do about differences: compare, repair, accept, ignore. Console and REST API call the same methods.</summary>
public sealed class DriftService(
    IDriftStore store, ISyncStore integrations, LookerConnector connector, ReconcileEngine reconcile, SyncEngine engine, TimeProvider clock)
{
    /// <summary>Requests a comparison. If one is under way already, returns that one.</summary>
    /// <exception cref="ForbiddenException">The role may not manage the directory.</exception>
    public async Task<ReconcileRun> StartAsync(Actor actor, IntegrationView integration, bool repair, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var audit = actor.Audit(clock.GetUtcNow(), "reconcile.start", new AuditSubject("integration", integration.Id.ToString(), integration.Name), after: new { repair });
        var run = await store.StartAsync(actor.OrganizationKey, integration.Key, repair, inventory: false, audit, ct);
        reconcile.Nudge();
        return run;
    }

    /// <summary>Requests a comparison that stores what it reads as the inventory of Looker's users and groups.</summary>
    /// <exception cref="ForbiddenException">The role may not manage the directory.</exception>
    /// <exception cref="ConflictException">A comparison without an inventory is under way.</exception>
    public async Task<ReconcileRun> ReadInventoryAsync(Actor actor, IntegrationView integration, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var audit = actor.Audit(clock.GetUtcNow(), "inventory.read", new AuditSubject("integration", integration.Id.ToString(), integration.Name));
        var run = await store.StartAsync(actor.OrganizationKey, integration.Key, repair: false, inventory: true, audit, ct);
        reconcile.Nudge();
        return run.Inventory ? run : throw new ConflictException("A comparison with Looker is under way: read the inventory when it has ended.");
    }

    /// <exception cref="NotFoundException">This integration has no such run.</exception>
    public async Task<ReconcileRun> RunAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        return await store.RunAsync(integration.Key, id, ct) ?? throw new NotFoundException($"Run with UUID {id} not found");
    }

    /// <summary>Corrects Looker: writes again what SCIM wants, or removes a member who was added by hand.</summary>
    /// <exception cref="NotFoundException">There is no such difference, or it has been repaired.</exception>
    /// <exception cref="ConflictException">Looker could not be asked to remove somebody whom SCIM does not know.</exception>
    public async Task<DriftItem> RepairAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct)
    {
        var item = await FindAsync(actor, integration, id, ct);
        if (item is { Kind: DriftKind.MemberAdded, UserKey: null })
        {
            await TakeOutAsync(item, ct);
        }

        await store.RepairAsync(item, Audit(actor, "drift.repair", item), ct);
        engine.Nudge(integration.Key);
        return item;
    }

    /// <summary>Leaves Looker as it is. The same value is not reported again.</summary>
    /// <inheritdoc cref="RepairAsync"/>
    public Task<DriftItem> AcceptAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct) =>
        SayAsync(actor, integration, id, DriftState.Accepted, "drift.accept", ct);

    /// <summary>Never reports this field of the object again.</summary>
    /// <inheritdoc cref="RepairAsync"/>
    public Task<DriftItem> IgnoreAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct) =>
        SayAsync(actor, integration, id, DriftState.Ignored, "drift.ignore", ct);

    /// <summary>Takes back what was said of it, so that it is reported again.</summary>
    /// <inheritdoc cref="RepairAsync"/>
    public Task<DriftItem> ReopenAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct) =>
        SayAsync(actor, integration, id, DriftState.Open, "drift.reopen", ct);

    private async Task<DriftItem> SayAsync(Actor actor, IntegrationView integration, Guid id, DriftState state, string action, CancellationToken ct)
    {
        var item = await FindAsync(actor, integration, id, ct);
        await store.SayAsync(item, state, Audit(actor, action, item), ct);
        item.State = state;
        return item;
    }

    /// <exception cref="ForbiddenException">The role may not manage the directory.</exception>
    /// <exception cref="NotFoundException">There is no such difference, or it has been repaired.</exception>
    public async Task<DriftItem> FindAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        return await store.FindAsync(integration.Key, id, ct) ?? throw new NotFoundException($"Drift with UUID {id} not found");
    }

    private async Task TakeOutAsync(DriftItem item, CancellationToken ct)
    {
        if (await integrations.IntegrationAsync(item.IntegrationKey, ct) is not { } integration)
        {
            return;
        }

        await LookerTrouble.ExplainAsync(
            async () =>
            {
                try
                {
                    await connector.Connect(integration).RemoveGroupUserAsync(item.LookerId, item.MemberLookerId, ct);
                }
                catch (LookerNotFoundException)
                {
                    // It is gone already, which is what we want.
                }

                return item;
            },
            $"Looker did not take {item.Actual} out of {item.Name}");
    }

    private AuditEntry Audit(Actor actor, string action, DriftItem item) => actor.Audit(
        clock.GetUtcNow(), action, new AuditSubject("drift", item.Id.ToString(), item.Name), before: new { kind = item.Kind.ToString(), item.Field, item.Desired, item.Actual });
}
