using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Erasure;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Erasure;

/// <summary>A person who has left is erased from everything that is kept, on both databases, and what was sealed stays whole.</summary>
public sealed class ErasureStoreTests
{
    private const string Grace = """
        {"userName":"grace.höpper+x@example.com","externalId":"ext-4711-grace","displayName":"Grace Höpper","name":{"givenName":"Grace","familyName":"Höpper"},
         "emails":[{"value":"grace.höpper+x@example.com","primary":true}],"active":true}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Databases => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Nothing_that_is_kept_names_the_person_afterwards_and_the_audit_log_is_whole(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var erasures = new ErasureStore(world.Database, TimeProvider.System);
        var grace = await LeftAsync(world);
        await KeepAsync(world, grace);
        foreach (var value in (string[])["höpper", "ext-4711-grace"])
        {
            Assert.NotEmpty(await StoredTexts.WithAsync(world.Database, value, Ct));
        }

        var verified = Assert.Single(await VerifyAsync(world));
        var erased = await EraseAsync(world, erasures, grace);

        Assert.StartsWith("erased-", erased.Pseudonym, StringComparison.Ordinal);
        Assert.True(erased is { ProvisioningEntries: > 2, LookerCalls: 1, AuditEntries: 2, Others: 4 }, erased.ToString());
        foreach (var value in (string[])["höpper", "ext-4711-grace"])
        {
            Assert.Empty(await StoredTexts.WithAsync(world.Database, value, Ct));
        }

        var report = Assert.Single(await VerifyAsync(world, verified.Hash));
        Assert.Equal((null, true, 2L, verified.Entries + 1), (report.Break, report.HasNoted, report.Erased, report.Entries));
        await using var db = world.Database.CreateDbContext();
        var last = await db.AuditLog.OrderBy(e => e.Key).LastAsync(Ct);
        Assert.Equal(("user.erase", erased.Pseudonym), (last.Action, last.SubjectName));
    }

    /// <summary>The last part fails, as if the process had been killed before it.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_erasure_that_was_cut_off_is_completed_when_it_is_sent_again(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var erasures = new ErasureStore(world.Database, TimeProvider.System);
        var grace = await LeftAsync(world);
        await KeepAsync(world, grace);
        var person = await erasures.FindAsync(world.Target.OrganizationKey, grace, Ct);

        await Assert.ThrowsAsync<OperationCanceledException>(() => erasures.EraseAsync(person, (_, _) => throw new InvalidOperationException(), _ => throw new OperationCanceledException(), Ct));
        Assert.Equal(["access_names"], (await StoredTexts.WithAsync(world.Database, "höpper", Ct)).Select(found => found.Split('.', ' ')[0]).Distinct());

        var erased = await EraseAsync(world, erasures, grace);
        Assert.Equal(person.Pseudonym, erased.Pseudonym);
        Assert.Empty(await StoredTexts.WithAsync(world.Database, "höpper", Ct));
        Assert.Null(Assert.Single(await VerifyAsync(world)).Break);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_happened_and_when_stays_and_so_do_others(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var other = await world.UserAsync("""{"userName":"grace.murray@example.com","displayName":"Grace Murray","active":true}""");
        var grace = await LeftAsync(world);
        await using var db = world.Database.CreateDbContext();
        var before = await db.ProvisioningLog.OrderBy(e => e.Key).ToListAsync(Ct);
        var intervals = await db.AccessIntervals.CountAsync(Ct);

        var erased = await EraseAsync(world, new ErasureStore(world.Database, TimeProvider.System), grace);

        var after = await db.ProvisioningLog.OrderBy(e => e.Key).ToListAsync(Ct);
        Assert.Equal(before.Select(e => (e.Key, e.At, e.Action, e.ScimId, e.Status, e.Sync)), after.Select(e => (e.Key, e.At, e.Action, e.ScimId, e.Status, e.Sync)));
        Assert.Equal(["grace.murray@example.com"], after.Where(e => e.ScimId == other).Select(e => e.Name));
        Assert.All(after.Where(e => e.ScimId == grace), e => Assert.Equal(erased.Pseudonym, e.Name));
        Assert.Contains(after.Where(e => e.ScimId == grace), e => LoggedChange.Read(e.Changes).Contains(new LoggedChange("active", "true", "false")));
        Assert.Equal(intervals, await db.AccessIntervals.CountAsync(Ct));
        Assert.Equal([erased.Pseudonym, "grace.murray@example.com"], await db.AccessNames.Select(n => n.Name).Distinct().OrderBy(name => name).ToListAsync(Ct));
        Assert.Equal(0, (await EraseAsync(world, new ErasureStore(world.Database, TimeProvider.System), grace)).ProvisioningEntries);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET subject_name = 'somebody' WHERE salt IS NULL")]
    [InlineData("UPDATE audit_log SET after = NULL, before = NULL WHERE salt IS NULL")]
    [InlineData("UPDATE audit_log SET value_hashes = '- - -' WHERE salt IS NULL")]
    [InlineData("UPDATE audit_log SET erasure_seal = NULL WHERE salt IS NULL")]
    [InlineData("UPDATE audit_log SET at = at + 1 WHERE salt IS NULL")]
    [InlineData("UPDATE audit_log SET salt = 'x' WHERE salt IS NULL")]
    [InlineData("UPDATE audit_log SET salt = NULL, value_hashes = '- - -', erasure_seal = 'x' WHERE sequence = 3")]
    [InlineData("UPDATE audit_log SET salt = NULL WHERE sequence = 3")]
    public async Task Whoever_changes_an_entry_under_the_pretext_of_an_erasure_is_found(string tampering)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var grace = await LeftAsync(world);
        await KeepAsync(world, grace);
        await EraseAsync(world, new ErasureStore(world.Database, TimeProvider.System), grace);
        Assert.Null(Assert.Single(await VerifyAsync(world)).Break);

        await world.Database.WriteAsync(session => session.Execute(tampering), Ct);

        Assert.NotNull(Assert.Single(await VerifyAsync(world)).Break);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Who_is_still_there_is_not_erased(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var erasures = new ErasureStore(world.Database, TimeProvider.System);
        var grace = await world.UserAsync(Grace);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => erasures.FindAsync(world.Target.OrganizationKey, grace, Ct));
        Assert.StartsWith("The directory still has this person.", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => erasures.FindAsync(world.Target.OrganizationKey + 1, grace, Ct));

        await world.Users.DeleteAsync(world.Request(), grace, null, Ct);
        await world.Database.WriteAsync(
            session => session.Context.ProtectedAccounts.Add(new() { Id = Guid.NewGuid(), OrganizationKey = world.Target.OrganizationKey, IntegrationKey = world.Target.IntegrationKey, Address = "grace.höpper+x@example.com", AddressNorm = "grace.höpper+x@example.com", AddedBy = "x" }), Ct);
        refused = await Assert.ThrowsAsync<ConflictException>(() => erasures.FindAsync(world.Target.OrganizationKey, grace, Ct));
        Assert.Contains("protected accounts", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Grace came, was renamed, was switched off and left. Looker never knew her.</summary>
    private static async Task<Guid> LeftAsync(DirectoryWorld world)
    {
        var grace = await world.UserAsync(Grace);
        await world.Users.ReplaceAsync(world.Request(), grace, DirectoryWorld.Json(Grace.Replace("\"Grace Höpper\"", "\"Grace B. Höpper\"", StringComparison.Ordinal).Replace("\"active\":true", "\"active\":false", StringComparison.Ordinal)), null, Ct);
        await world.Users.DeleteAsync(world.Request(), grace, null, Ct);
        return grace;
    }

    /// <summary>What others and programs have written about her meanwhile.</summary>
    private static Task KeepAsync(DirectoryWorld world, Guid grace) => world.Database.WriteAsync(
        session =>
        {
            var (db, organization, integration, now) = (session.Context, world.Target.OrganizationKey, world.Target.IntegrationKey, DateTimeOffset.UnixEpoch.AddYears(56));
            var owner = Actor.OfCommandLine(organization, Guid.NewGuid());
            session.AppendAudit(owner.Audit(now, "drift.accept", new AuditSubject("drift", "1", "grace.höpper+x@example.com"), new { desired = "Höpper", who = "Grace Höpper" }));
            session.AppendAudit(owner.Audit(now, "held.release", new AuditSubject("integration", "1", "Production"), after: new { changes = new[] { new { name = "Team: grace.höpper+x@example.com" } } }));
            session.AppendAudit(owner.Audit(now, "held.release", new AuditSubject("integration", "1", "Production"), after: new { changes = new[] { new { name = "Team: ada@example.com" } } }));
            db.LookerEffects.Add(new() { OrganizationKey = organization, IntegrationKey = integration, At = now, ResourceType = "User", ScimId = grace, Name = "grace.höpper+x@example.com", Operation = "update_user", Request = "PATCH /users/7", Detail = "Höpper is no first name" });
            db.ProvisioningLog.Add(new()
            {
                RequestId = Guid.NewGuid(), OrganizationKey = organization, IntegrationKey = integration, At = now, Method = "POST", Action = ProvisioningAction.Create, ResourceType = "User",
                Name = "Grace.Höpper+X@example.com", ExternalId = "EXT-4711-GRACE", Status = 409, Detail = "The userName \"Grace.Höpper+X@example.com\" is taken.",
            });
            db.RejectedRequests.Add(new RejectedRequest { At = now, OrganizationKey = organization, Method = "GET", Path = "/scim/v2/Users/grace.höpper+x@example.com" });
            db.HeldChanges.Add(new HeldChange { Id = Guid.NewGuid(), OrganizationKey = organization, IntegrationKey = integration, Action = HeldAction.Adopt, ScimId = Guid.NewGuid(), Name = "Team", Reason = "Grace Höpper would leave.", LookerName = "Team of grace.höpper+x@example.com", Since = now });
            db.DriftItems.Add(new DriftItem { Id = Guid.NewGuid(), OrganizationKey = organization, IntegrationKey = integration, Kind = DriftKind.UserChanged, ResourceType = "User", ScimId = grace, LookerId = "7", Name = "grace.höpper+x@example.com", Field = "last_name", MemberLookerId = "", Desired = "Höpper", Actual = "Höpper-Murray", FoundAt = now });
            var webhook = new Webhook { Id = Guid.NewGuid(), OrganizationKey = organization, ProtectedUrl = "x", MaskedUrl = "x", ProtectedSecret = "x", Events = "[]", CreatedAt = now, CreatedBy = "x" };
            db.Webhooks.Add(webhook);
            db.SaveChanges();
            db.WebhookDeliveries.Add(new WebhookDelivery { Id = Guid.NewGuid(), WebhookKey = webhook.Key, Kind = "held", CreatedAt = now, Body = """{"data":{"name":"grace.h\u00F6pper\u002Bx@example.com"}}""" });
        },
        Ct);

    private static async Task<ErasedPerson> EraseAsync(DirectoryWorld world, ErasureStore erasures, Guid grace)
    {
        var owner = Actor.OfCommandLine(world.Target.OrganizationKey, Guid.NewGuid());
        return await erasures.EraseAsync(
            await erasures.FindAsync(world.Target.OrganizationKey, grace, Ct), (_, _) => throw new InvalidOperationException(),
            erased => owner.Audit(DateTimeOffset.UnixEpoch, "user.erase", new AuditSubject("user", grace.ToString(), erased.Pseudonym), after: erased), Ct);
    }

    private static Task<IReadOnlyList<AuditChainReport>> VerifyAsync(DirectoryWorld world, string? noted = null) => new AuditVerifier(world.Database, TimeProvider.System).VerifyAsync(noted, Ct);
}
