using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Held;

/// <summary>Decides about held changes: the one write path of console and REST API.</summary>
public sealed class HeldChangeService(IDirectoryStore store, SyncEngine engine, TimeProvider clock)
{
    /// <summary>The number of decisions in one transaction, so that others can write in between.</summary>
    private const int AtOnce = 200;

    /// <summary>Carries out held changes, and writes audit entries <c>held.release</c>.</summary>
    /// <param name="actor">Who decides.</param>
    /// <param name="integration">An integration of the actor's organization.</param>
    /// <param name="ids">Null for all. Changes that are no longer held are skipped.</param>
    /// <param name="ct">Stops between two transactions.</param>
    /// <returns>How many were released.</returns>
    /// <exception cref="ForbiddenException">The actor may not manage the directory.</exception>
    public Task<int> ReleaseAsync(Actor actor, IntegrationView integration, IReadOnlyCollection<Guid>? ids, CancellationToken ct) => DecideAsync(
        actor,
        integration,
        ids,
        "held.release",
        (decisions, held) =>
        {
            decisions.Release(held);
            return true;
        },
        ct);

    /// <summary>Restores the desired state, and writes audit entries <c>held.reject</c>.</summary>
    /// <inheritdoc cref="ReleaseAsync"/>
    /// <returns>How many were rejected.</returns>
    /// <exception cref="ConflictException">One that was named cannot come back, because its userName or displayName has been taken meanwhile.</exception>
    public Task<int> RejectAsync(Actor actor, IntegrationView integration, IReadOnlyCollection<Guid>? ids, CancellationToken ct) => DecideAsync(
        actor,
        integration,
        ids,
        "held.reject",
        (decisions, held) => decisions.Reject(held, actor.Name)
            || (ids is null
                ? false
                : throw new ConflictException($"\"{held.Name}\" cannot come back: another resource has this name by now. Release the change, or free the name first.")),
        ct);

    private async Task<int> DecideAsync(
        Actor actor, IntegrationView integration, IReadOnlyCollection<Guid>? ids, string action, Func<HeldDecisions, HeldChange, bool> decide, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var subject = new AuditSubject("integration", integration.Id.ToString("D"), integration.Name);
        var total = 0;
        long after = 0;
        (int Decided, long? Last) part;
        do
        {
            var from = after;
            part = await store.WriteAsync(
                integration.Key,
                writer =>
                {
                    var now = clock.GetUtcNow();
                    var decisions = new HeldDecisions(writer, integration.Mode, now);
                    var found = writer.Held.Find(integration.Key, ids, from, AtOnce);
                    var decided = found.Where(held => decide(decisions, held)).ToList();
                    if (decided.Count > 0)
                    {
                        writer.Held.Append(actor.Audit(now, action, subject, after: new { changes = decided.Select(Summary).ToList() }));
                    }

                    return (decided.Count, found is [.., var last] ? last.Key : (long?)null);
                },
                ct);
            total += part.Decided;
            after = part.Last ?? after;
        }
        while (part.Last is not null);

        if (total > 0)
        {
            engine.Nudge(integration.Key);
        }

        return total;
    }

    private static object Summary(HeldChange held) => new { action = held.Action.ToString(), name = held.Name, scimId = held.ScimId, since = held.Since };
}
