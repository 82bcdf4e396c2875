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
    /// <returns>How many were released. None stays.</returns>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ForbiddenException">The actor may not manage the directory.</exception>
    public Task<HeldDecided> ReleaseAsync(Actor actor, IntegrationView integration, IReadOnlyCollection<Guid>? ids, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        FreshSignIn.Require(FreshAct.ReleaseHeld, actor, clock.GetUtcNow());
        return DecideAsync(
            actor,
            integration,
            ids,
            "held.release",
            (decisions, held) =>
            {
                decisions.Release(held);
                return null;
            },
            ct);
    }

    /// <summary>Restores the desired state, and writes audit entries <c>held.reject</c>.</summary>
    /// <inheritdoc cref="ReleaseAsync"/>
    /// <returns>How many were rejected, and, where all were asked for, which stay held and why.</returns>
    /// <exception cref="ConflictException">One that was named cannot come back: its userName or displayName was taken meanwhile.</exception>
    public Task<HeldDecided> RejectAsync(Actor actor, IntegrationView integration, IReadOnlyCollection<Guid>? ids, CancellationToken ct) => DecideAsync(
        actor,
        integration,
        ids,
        "held.reject",
        (decisions, held) =>
        {
            if (decisions.Reject(held, actor.Name))
            {
                return null;
            }

            var reason = $"\"{held.Name}\" cannot come back: another resource has this name by now. Release the change, or free the name first.";
            return ids is null ? reason : throw new ConflictException(reason);
        },
        ct);

    private async Task<HeldDecided> DecideAsync(
        Actor actor, IntegrationView integration, IReadOnlyCollection<Guid>? ids, string action, Func<HeldDecisions, HeldChange, string?> decide, CancellationToken ct)
    {
        actor.Require(Permission.ManageDirectory);
        var subject = new AuditSubject("integration", integration.Id.ToString("D"), integration.Name);
        var total = 0;
        var kept = new List<KeptHeld>();
        long after = 0;
        (int Decided, List<KeptHeld> Kept, long? Last) part;
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
                    var decided = new List<HeldChange>();
                    var stays = new List<KeptHeld>();
                    foreach (var held in found)
                    {
                        if (decide(decisions, held) is { } reason)
                        {
                            stays.Add(new(held.Id, reason));
                        }
                        else
                        {
                            decided.Add(held);
                        }
                    }

                    if (decided.Count > 0)
                    {
                        writer.Held.Append(actor.Audit(now, action, subject, after: new { changes = decided.Select(Summary).ToList() }));
                    }

                    return (decided.Count, stays, found is [.., var last] ? last.Key : (long?)null);
                },
                ct);
            total += part.Decided;
            kept.AddRange(part.Kept);
            after = part.Last ?? after;
        }
        while (part.Last is not null);

        if (total > 0)
        {
            engine.Nudge(integration.Key);
        }

        return new(total, kept);
    }

    private static object Summary(HeldChange held) => new { action = held.Action.ToString(), name = held.Name, scimId = held.ScimId, since = held.Since };
}

/// <summary>What came of decisions about held changes.</summary>
/// <param name="Count">So many were carried out.</param>
/// <param name="Kept">These stay held.</param>
public sealed record HeldDecided(int Count, IReadOnlyList<KeptHeld> Kept);

/// <param name="Uuid">Of the held change.</param>
/// <param name="Reason">Why it stays, and what can be done.</param>
public sealed record KeptHeld(Guid Uuid, string Reason);
