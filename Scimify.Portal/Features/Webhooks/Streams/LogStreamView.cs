using Microsoft.EntityFrameworkCore;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Core.Streams;

namespace Scimify.Portal.Features.Webhooks.Streams;

/// <summary>A log stream as people see it.</summary>
/// <param name="Url">In full for whoever manages integrations; for others, only its host. Null for a target of the settings.</param>
/// <param name="Logs"><c>provisioning</c>, <c>audit</c>.</param>
/// <param name="CreatedBy">By value.</param>
/// <param name="DeliveredAt">When a batch was last taken.</param>
/// <param name="FailedAt">Since when it has failed; null if the last attempt succeeded.</param>
/// <param name="Failure">What was wrong with the last attempt.</param>
/// <param name="NextAttemptAt">Null unless it has failed.</param>
/// <param name="Behind">How many entries were not sent yet, at most <see cref="LogStreamsQuery.MostCounted"/>.</param>
/// <param name="OldestAt">When the oldest of them was written.</param>
public sealed record LogStreamView(
    Guid Uuid,
    LogStreamTarget Target,
    string? Url,
    LogStreamFormat Format,
    IReadOnlyList<string> Logs,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? FailedAt,
    string? Failure,
    DateTimeOffset? NextAttemptAt,
    int Behind,
    DateTimeOffset? OldestAt)
{
    public override string ToString() => $"LogStreamView {{ {Uuid} }}";
}

/// <summary>An organization's log streams with how far each is, in the order of their creation. Those of the settings are among them.</summary>
public sealed class LogStreamsQuery(IDbContextFactory<ScimifyContext> contexts, ILogStreamStore store, LogStreamOutputs outputs, WebhookViews views)
{
    /// <summary>Counting ends here.</summary>
    public const int MostCounted = 10_000;

    public async Task<IReadOnlyList<LogStreamView>> RunAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        LogStreamTarget[] targets = [LogStreamTarget.Webhook, .. outputs.Targets];
        await using var db = await contexts.CreateDbContextAsync(ct);
        var streams = await db.LogStreams.AsNoTracking().Where(s => s.OrganizationKey == actor.OrganizationKey && targets.Contains(s.Target)).OrderBy(s => s.Key).ToListAsync(ct);
        var shown = new List<LogStreamView>();
        foreach (var stream in streams)
        {
            shown.Add(await OfAsync(actor, stream, ct));
        }

        return shown;
    }

    /// <exception cref="NotFoundException">This organization has no such stream.</exception>
    public async Task<LogStreamView> FindAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        return await store.FindAsync(actor.OrganizationKey, id, ct) is { } stream ? await OfAsync(actor, stream, ct) : throw LogStreamService.Unknown(id);
    }

    private async Task<LogStreamView> OfAsync(Actor actor, LogStream stream, CancellationToken ct)
    {
        var behind = await store.BehindAsync(stream, MostCounted, ct);
        return new LogStreamView(
            stream.Id,
            stream.Target,
            stream.ProtectedUrl is { } url ? views.AddressFor(actor, url, stream.MaskedUrl!) : null,
            stream.Format,
            LogStreamWords.Of(stream.Logs),
            stream.CreatedAt,
            stream.CreatedBy,
            stream.DeliveredAt,
            stream.FailedAt,
            stream.Failure,
            stream.FailedAt is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(stream.NotBefore),
            behind.Entries,
            behind.Oldest);
    }
}
