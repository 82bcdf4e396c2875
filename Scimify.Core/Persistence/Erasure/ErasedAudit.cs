using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Erasure;

namespace Scimify.Core.Persistence.Erasure;

/// <summary>
/// Erases a person from the audit log. An entry keeps the salted hashes of what it said, which its chain covers, loses the salt, and gets
/// a seal over what it says now. So the chain stays whole, and nobody finds the values by trying.
/// </summary>
internal sealed class ErasedAudit(ScimifyDatabase database, FormerPerson person, TimeProvider clock)
{
    private const int ReadAtOnce = 2_000;
    private const int WrittenAtOnce = 100;

    private readonly PersonalValues _anywhere = PersonalValues.Anywhere(person);
    private readonly PersonalValues _inOwnTexts = PersonalValues.InOwnTexts(person);

    /// <returns>How many entries changed.</returns>
    public async Task<long> EraseAsync(CancellationToken ct)
    {
        var (erased, after) = (0L, (long?)0);
        while (after is { } from)
        {
            await using var db = database.CreateDbContext();
            var entries = await db.AuditLog.Where(e => e.OrganizationKey == person.OrganizationKey && e.Key > from).OrderBy(e => e.Key).Take(ReadAtOnce).ToListAsync(ct);
            after = entries.Count < ReadAtOnce ? null : entries[^1].Key;
            foreach (var part in entries.Where(Names).Select(e => e.Key).Chunk(WrittenAtOnce))
            {
                erased += await database.WriteAsync(session => Erase(session, part), ct);
            }
        }

        return erased;
    }

    private bool Names(AuditEntry entry) => Without(entry) != (entry.SubjectName, entry.Before, entry.After);

    private (string SubjectName, string? Before, string? After) Without(AuditEntry entry)
    {
        var isOwn = entry.ActorKind == "link" && entry.ActorId is { } actor && person.ScimIds.Contains(actor);
        var values = isOwn || (entry.SubjectKind != "person" && _anywhere.Without(entry.SubjectName) != entry.SubjectName) ? _inOwnTexts : _anywhere;
        return (values.Without(entry.SubjectName)!, values.WithoutInJson(entry.Before), values.WithoutInJson(entry.After));
    }

    private int Erase(WriteSession session, long[] keys)
    {
        var seal = session.AuditKey.Get(session, clock.GetUtcNow());
        foreach (var entry in session.Context.AuditLog.AsTracking().Where(e => keys.Contains(e.Key)).ToList())
        {
            (entry.ValueHashes, entry.Salt) = (AuditValues.HashesOf(entry), null);
            (entry.SubjectName, entry.Before, entry.After) = Without(entry);
            entry.ErasureSeal = seal.OfErased(entry);
        }

        return keys.Length;
    }
}
