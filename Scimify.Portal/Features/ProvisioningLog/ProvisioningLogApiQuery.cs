using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The provisioning log of an organization, newest first; deleted integrations' entries are part of it.</summary>
public sealed class ProvisioningLogApiQuery(IDbContextFactory<ScimifyContext> contexts)
{
    internal async Task<LogPage<ProvisioningLogResource>> RunAsync(int organizationKey, QueryInput query, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var integrations = await db.Integrations.Where(i => i.OrganizationKey == organizationKey).ToDictionaryAsync(i => i.Key, i => i.Id, ct);
        var size = PageRequest.Of(query).Size;
        var rows = await Filtered(db, organizationKey, integrations, query)
            .OrderByDescending(e => e.Key)
            .Take(size + 1)
            .ToListAsync(ct);
        return new LogPage<ProvisioningLogResource>(
            [.. rows.Take(size).Select(e => Show(e, integrations))],
            rows.Count > size ? LogCursor.Before(rows[size - 1].Key) : null);
    }

    /// <exception cref="NotFoundException">The organization has no such request in its log.</exception>
    internal async Task<ProvisioningDetail> FindAsync(int organizationKey, Guid requestId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var entry = await db.ProvisioningLog.SingleOrDefaultAsync(e => e.RequestId == requestId && e.OrganizationKey == organizationKey, ct)
            ?? throw new NotFoundException($"Request with id {requestId} not found");
        var integrations = await db.Integrations.Where(i => i.Key == entry.IntegrationKey).ToDictionaryAsync(i => i.Key, i => i.Id, ct);
        var calls = await db.LookerEffects
            .Where(e => e.RequestId == requestId && e.IntegrationKey == entry.IntegrationKey)
            .OrderBy(e => e.Key)
            .Select(e => new LookerCallResource(e.At, e.DurationMs, e.ResourceType, e.ScimId, e.Name, e.Operation, e.Request, e.Status, e.Attempt, e.Detail))
            .ToListAsync(ct);
        return new ProvisioningDetail(Show(entry, integrations), calls);
    }

    private static ProvisioningLogResource Show(ProvisioningEntry entry, Dictionary<int, Guid> integrations) =>
        ProvisioningLogResource.Of(entry, integrations.TryGetValue(entry.IntegrationKey, out var id) ? id : null);

    private static IQueryable<ProvisioningEntry> Filtered(ScimifyContext db, int organizationKey, Dictionary<int, Guid> integrations, QueryInput query)
    {
        var before = LogCursor.Parse(query.Text("cursor"));
        var entries = db.ProvisioningLog.Where(e => e.OrganizationKey == organizationKey && e.Key < before);
        if (query.Uuid("integration") is { } integration)
        {
            var key = integrations.FirstOrDefault(i => i.Value == integration).Key;     // 0, which nothing has, for another organization's
            entries = entries.Where(e => e.IntegrationKey == key);
        }

        if (query.Time("from") is { } from)
        {
            entries = entries.Where(e => e.At >= from);
        }

        if (query.Time("to") is { } to)
        {
            entries = entries.Where(e => e.At < to);
        }

        if (query.Text("action") is { } action)
        {
            var value = Enum.Parse<ProvisioningAction>(action);
            entries = entries.Where(e => e.Action == value);
        }

        if (query.Uuid("token") is { } token)
        {
            entries = entries.Where(e => e.TokenId == token);
        }

        if (query.Uuid("requestId") is { } requestId)
        {
            entries = entries.Where(e => e.RequestId == requestId);
        }

        if (ScimText.Sought(query.Text("q")) is { } text)
        {
            var id = Guid.TryParse(text, out var parsed) ? parsed : Guid.Empty;
            entries = entries.Where(e => e.SearchText.Contains(text) || e.ScimId == id);
        }

        return WithStatus(entries, query.Text("status"));
    }

    /// <exception cref="ValidationFailedException">Not a status.</exception>
    private static IQueryable<ProvisioningEntry> WithStatus(IQueryable<ProvisioningEntry> entries, string? status)
    {
        switch (status)
        {
            case null:
                return entries;
            case "success":
                return entries.Where(e => e.Status < 400);
            case "failure":
                return entries.Where(e => e.Status >= 400);
            default:
                if (status.Length == 3 && status.All(char.IsAsciiDigit))
                {
                    var number = int.Parse(status);
                    return entries.Where(e => e.Status == number);
                }

                var sync = SyncStates.Parse(status) ?? throw ValidationFailedException.Of("status",
                    $"Must be success, failure, an HTTP status such as 409, or one of {string.Join(", ", SyncStates.Names)}.");
                return entries.Where(e => e.Sync == sync && e.Status < 400);
        }
    }
}
