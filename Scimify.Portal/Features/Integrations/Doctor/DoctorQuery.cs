using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Saml;
using Scimify.Portal.Features.Integrations.Guides;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>What the doctor reads from the database. Everything is there for other reasons.</summary>
public sealed class DoctorQuery(GuideQuery guides, ISamlStore saml, IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>So many of the last writes are looked at.</summary>
    private const int Writes = 500;

    internal async Task<DoctorFacts> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        var facts = await guides.RunAsync(actor, integrationId, ct);
        var key = facts.Integration.Key;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var writes = await db.ProvisioningLog.Where(e => e.IntegrationKey == key).OrderByDescending(e => e.Key).Take(Writes)
            .Select(e => new RecentWrite(e.Method, e.ResourceType, e.Status, e.ErrorCode, e.Tolerances, e.UserAgent, e.SourceAddress))
            .ToListAsync(ct);
        var backupAt = await db.AuditLog.Where(e => e.OrganizationKey == actor.OrganizationKey && e.Action == "backup.create")
            .OrderByDescending(e => e.Key).Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(ct);
        var target = await db.Integrations.Where(i => i.Key == key)
            .Select(i => new SealedTarget(i.Name, i.GroupDescription, i.Policies, db.IntegrationMappings.Where(m => m.IntegrationKey == i.Key).Select(m => m.Attributes).FirstOrDefault()))
            .SingleAsync(ct);
        return new(facts, writes, await saml.CheckAsync(key, ct), backupAt, target);
    }
}

/// <param name="Writes">The newest first.</param>
/// <param name="Saml">Null if no conflict check has been due yet.</param>
/// <param name="BackupAt">Of the newest backup; null for none.</param>
internal sealed record DoctorFacts(GuideFacts Guide, IReadOnlyList<RecentWrite> Writes, SamlCheck? Saml, DateTimeOffset? BackupAt, SealedTarget Target);

/// <summary>A write of the provisioning log.</summary>
internal sealed record RecentWrite(string Method, string? ResourceType, int Status, string? ErrorCode, string? Tolerances, string? UserAgent, string? SourceAddress);
