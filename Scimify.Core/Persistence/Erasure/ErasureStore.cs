using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Erasure;

/// <inheritdoc cref="IErasureStore"/>
internal sealed class ErasureStore(ScimifyDatabase database, TimeProvider clock) : IErasureStore
{
    public async Task<long> KeyAsync(int organizationKey, Guid scimId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.AccessNames.Where(n => n.OrganizationKey == organizationKey && !n.IsGroup && n.ScimId == scimId).Select(n => (long?)n.SubjectKey).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("The access history tells of no such person.");
    }

    public async Task<FormerPerson> FindAsync(int organizationKey, Guid scimId, CancellationToken ct)
    {
        var key = await KeyAsync(organizationKey, scimId, ct);
        await using var db = database.CreateDbContext();
        var names = await db.AccessNames.Where(n => !n.IsGroup && n.SubjectKey == key).ToListAsync(ct);
        await RequireGoneAsync(db, key, ct);
        var (values, words) = await KnownValues.OfAsync(db, organizationKey, key, names, ct);
        var person = new FormerPerson(organizationKey, names[0].IntegrationKey, key, [.. names.Select(n => n.ScimId).Distinct()], values, words);
        await RequireNoAccountAsync(db, person, ct);
        return person;
    }

    public async Task<ErasedPerson> EraseAsync(FormerPerson person, Func<AccessReview, ErasedReview, AuditEntry> reviewAudit, Func<ErasedPerson, AuditEntry> audit, CancellationToken ct)
    {
        var texts = new ErasedTexts(database, person);
        var (log, calls, others) = await texts.EraseAsync(ct);
        var entries = await new ErasedAudit(database, person, clock).EraseAsync(ct);
        var rows = await new ErasedReviews(database, person).EraseAsync(reviewAudit, ct);

        // Their names say how to find the rest, so they come last.
        log += await texts.EraseOwnLogAsync(ct);
        var erased = new ErasedPerson(person.Pseudonym, log, calls, entries, rows, others);
        await database.WriteAsync(session =>
        {
            EraseHistory(session, person);
            session.AppendAudit(audit(erased));
        }, ct);
        return erased;
    }

    private static async Task RequireGoneAsync(ScimifyContext db, long key, CancellationToken ct)
    {
        if (await db.ScimUsers.Where(u => u.Key == key).Select(u => new { IsThere = u.DeletedAt == null, u.LookerUserId }).FirstOrDefaultAsync(ct) is { } row)
        {
            throw new ConflictException(
                row.IsThere ? "The directory still has this person. Remove them in the identity provider, then delete the account in Looker."
                : row.LookerUserId is { } account ? $"Looker still has the disabled account {account} of this person. Delete it in Looker, then compare with Looker, so that Scimify learns of it."
                : "The removal of this person is not done in Looker yet. Wait until it is, or compare with Looker.",
                new { code = "stillThere" });
        }

        if (await db.AccessIntervals.AnyAsync(i => i.UserKey == key && i.UntilAt == null && (i.Had || i.Asked), ct))
        {
            throw new ConflictException("This person still has access to Looker. End it first.", new { code = "stillThere" });
        }
    }

    /// <summary>What a reading of Looker, or the list of protected accounts, still says of the person would come back, or is somebody's decision.</summary>
    private static async Task RequireNoAccountAsync(ScimifyContext db, FormerPerson person, CancellationToken ct)
    {
        var norms = person.Values.Select(ScimText.Normalise).ToList();
        if (await db.LookerInventory.Where(i => i.IntegrationKey == person.IntegrationKey && !i.IsGroup && norms.Contains(i.EmailNorm!)).Select(i => i.LookerId).FirstOrDefaultAsync(ct) is { } account)
        {
            throw new ConflictException(
                $"When Looker was last read, it had the account {account} with an address of this person. Delete it in Looker, then read Looker's accounts again on the page Taking over.", new { code = "stillThere" });
        }

        if (await db.ProtectedAccounts.AnyAsync(p => p.IntegrationKey == person.IntegrationKey && norms.Contains(p.AddressNorm), ct))
        {
            throw new ConflictException("An address of this person is on the list of protected accounts. Take it off the list first.", new { code = "protected" });
        }
    }

    private static void EraseHistory(WriteSession session, FormerPerson person)
    {
        session.Concern(person.OrganizationKey);
        session.Execute(
            """
            UPDATE access_names SET name = @p1, display = @p1, display_norm = @p1, address = CASE WHEN address IS NULL THEN NULL ELSE @p1 END, search_text = @p1
            WHERE is_group = 0 AND subject_key = @p0
            """,
            person.UserKey,
            person.Pseudonym);
        session.Execute(
            $"""
            UPDATE access_details SET asked = CASE WHEN asked IS NULL OR asked = @p2 THEN asked ELSE @p1 END, had = CASE WHEN had IS NULL OR had = @p2 THEN had ELSE @p1 END
            WHERE kind = {AccessDetailKind.Attribute:D} AND subject_key = @p0
            """,
            person.UserKey,
            person.Pseudonym,
            AccessDetail.Hidden);
    }
}
