using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Errors;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.Sync;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>One SCIM write, and what was done for it in Looker.</summary>
public sealed class LogEntryQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>A group write may have thousands of effects. The first ones tell the story.</summary>
    public const int MaxEffects = 200;

    /// <exception cref="NotFoundException">This organization's log has no such request.</exception>
    public async Task<LogEntryView> RunAsync(Actor actor, Guid requestId, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var entry = await db.ProvisioningLog.FirstOrDefaultAsync(e => e.RequestId == requestId && e.OrganizationKey == actor.OrganizationKey, ct)
            ?? throw new NotFoundException("The provisioning log has no such request.");
        var integration = await db.Integrations.Where(i => i.Key == entry.IntegrationKey)
            .Select(i => new { i.Id, i.Name, IsDeleted = i.DeletedAt != null }).FirstAsync(ct);
        var effects = db.LookerEffects.Where(e => e.RequestId == requestId && e.OrganizationKey == actor.OrganizationKey);
        var count = await effects.CountAsync(ct);
        var shown = await effects.OrderBy(e => e.Key).Take(MaxEffects)
            .Select(e => new EffectRow(e.Key, e.At, e.DurationMs, e.Operation, e.Request, e.Status, e.Attempt, e.Name, e.Detail) { Facets = e.Facets, IsGroup = e.ResourceType == "Group" }).ToListAsync(ct);
        var exists = entry.ScimId is { } id && await ResourceExistsAsync(db, entry, id, ct);
        var receipt = await LeaveReceipt.OfAsync(entry, effects, ct);
        return new LogEntryView(entry, integration.Id, integration.Name, integration.IsDeleted, exists, Tolerances(entry.Tolerances), shown, count, receipt);
    }

    private static Task<bool> ResourceExistsAsync(ScimifyContext db, ProvisioningEntry entry, Guid id, CancellationToken ct) => entry.ResourceType == "Group"
        ? db.ScimGroups.AnyAsync(g => g.Id == id && g.IntegrationKey == entry.IntegrationKey && g.DeletedAt == null, ct)
        : db.ScimUsers.AnyAsync(u => u.Id == id && u.IntegrationKey == entry.IntegrationKey && u.DeletedAt == null, ct);

    private static List<string> Tolerances(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<List<string>>(json, JsonSerializerOptions.Web) ?? [];
}

public sealed record LogEntryView(
    ProvisioningEntry Entry,
    Guid IntegrationId,
    string IntegrationName,
    bool IntegrationIsDeleted,
    bool ResourceExists,
    IReadOnlyList<string> Tolerances,
    IReadOnlyList<EffectRow> Effects,
    int EffectCount,
    LeaveReceipt? Receipt)
{
    public string Title =>
        string.Join(' ', new[] { ActionName.Of(Entry.Action), Entry.ResourceType is { } type ? LetterCase.Lower(type) : null, Entry.Name }.Where(part => part is not null));

    /// <summary>What was asked for, attribute by attribute.</summary>
    public IReadOnlyList<DiffRow> Changes { get; } =
        [.. LoggedChange.Read(Entry.Changes).Select(change => new DiffRow(change.Attribute, ValueOf(change, change.Before), ValueOf(change, change.After)))];

    /// <summary>What went wrong; null for nothing, and for entries of earlier versions.</summary>
    public ErrorCode? Error => ErrorCodes.Find(Entry.ErrorCode);

    /// <summary>Whether more will follow by itself.</summary>
    public bool IsMoving => Outcome.Key == WriteOutcome.Waiting && Entry.Sync == SyncState.Pending;

    /// <summary>For a receipt of access that has no end.</summary>
    public string NoEndText => Outcome.Key switch
    {
        WriteOutcome.Applied => "There was none",
        WriteOutcome.Refused => "Never",
        _ => "Not yet",
    };

    public WriteOutcome Outcome => WriteOutcome.Of(Entry.Status, Entry.Sync, Entry.SettledAt is not null);

    /// <summary>The time from the request's arrival until Looker had it; null if it does not have it yet, or nothing had to be done there.</summary>
    public TimeSpan? TookInLooker => Entry.SettledAt - Entry.At is { Ticks: > 0 } took ? took : null;

    private static string? ValueOf(LoggedChange change, string? value) => (change.Attribute, value) switch
    {
        ("active", "true") => "yes",
        ("active", "false") => "no",
        _ => value,
    };

    /// <summary>The resource's page in the console; null if the resource is gone.</summary>
    public string? ResourceHref => ResourceExists && !IntegrationIsDeleted
        ? $"integrations/{IntegrationId}/{(Entry.ResourceType == "Group" ? "groups" : "users")}/{Entry.ScimId}"
        : null;
}
