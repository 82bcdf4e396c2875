using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

public sealed class AuditVerifierTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    /// <summary>The log is cut at its beginning, and the mark of what retention deleted moved there.</summary>
    private const string ForgetThree = """
        UPDATE audit_chains SET forgotten_entries = 3, forgotten_hash = (SELECT hash FROM audit_log WHERE sequence = 3), forgotten_until = (SELECT at FROM audit_log WHERE sequence = 3);
        DELETE FROM audit_log WHERE sequence <= 3
        """;

    /// <summary>The log is cut at its end, and the end of the chain moved there.</summary>
    private const string CutTwo = """
        UPDATE audit_chains SET entries = 4, hash = (SELECT hash FROM audit_log WHERE sequence = 4);
        DELETE FROM audit_log WHERE sequence > 4
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Databases => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_log_that_is_as_it_was_written_is_right_for_each_organization(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await WriteAsync(test, 1, 5);
        await WriteAsync(test, 2, 3);
        await WriteAsync(test, 1, 2);

        var reports = await VerifyAsync(test);

        Assert.Equal([("Organization 1", 7L, null), ("Organization 2", 3L, null)], reports.Select(r => (r.Organization, r.Entries, r.Break)));
        Assert.NotEqual(reports[0].Hash, reports[1].Hash);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET subject_name = 'another' WHERE sequence = 3", 2, "entry 3 (test.made, 2027-01-15T08:02:00.000Z, id ", "is not what was written")]
    [InlineData("UPDATE audit_log SET at = at + 1 WHERE sequence = 3", 2, "entry 3 ", "is not what was written")]
    [InlineData("UPDATE audit_log SET after = NULL WHERE sequence = 3", 2, "entry 3 ", "is not what was written")]
    [InlineData("UPDATE audit_log SET id = 'nonsense' WHERE sequence = 3", 2, "entry 3 ", "is not what was written")]
    [InlineData("UPDATE audit_log SET organization_key = 2 WHERE sequence = 3", 2, "before entry 4 ", "an entry is missing")]
    [InlineData("DELETE FROM audit_log WHERE sequence IN (3, 4)", 2, "before entry 5 ", "2 entries are missing")]
    [InlineData("DELETE FROM audit_log WHERE sequence = 1", 0, "before entry 2 ", "an entry is missing")]
    [InlineData("DELETE FROM audit_log WHERE sequence > 4", 4, "after entry 4 ", "2 entries are missing at the end")]
    [InlineData("DELETE FROM audit_log", 0, "after the beginning", "6 entries are missing at the end")]
    [InlineData("UPDATE audit_log SET sequence = NULL, hash = NULL WHERE sequence = 3", 2, "the entry test.made", "has no place in the chain")]
    [InlineData("UPDATE audit_log SET sequence = NULL, hash = NULL WHERE sequence < 3", 0, "the entry test.made", "has no place in the chain")]
    [InlineData("UPDATE audit_log SET sequence = 2 WHERE sequence = 3", 2, "entry 2 ", "stands where entry 3 belongs")]
    [InlineData("UPDATE audit_chains SET entries = 5", 6, "the last entry was put in", "")]
    [InlineData("UPDATE audit_chains SET hash = 'x'", 6, "entry 6 of ", "is not the entry that the chain ended with")]
    [InlineData("DELETE FROM audit_chains", 6, "the last 6 entries were put in", "")]
    [InlineData("UPDATE audit_chains SET seal = ''", 6, "the record of where the log ends", "")]
    [InlineData("UPDATE audit_log SET sequence = NULL, hash = NULL; DELETE FROM audit_chains", 0, "the entry test.made", "has no place in the chain")]
    [InlineData("UPDATE audit_log SET sequence = NULL, hash = NULL", 0, "the entry test.made", "has no place in the chain")]
    [InlineData("DELETE FROM audit_log WHERE sequence < 4; UPDATE audit_chains SET forgotten_entries = 3, forgotten_hash = 'x'", 0, "entry 4 ", "is not what was written")]
    [InlineData(ForgetThree, 3, "the record of where the log ends, and of what retention deleted", "")]
    [InlineData(ForgetThree + "; UPDATE audit_chains SET forgotten_until = 1", 3, "the record of where the log ends", "")]
    [InlineData(CutTwo, 4, "the record of where the log ends", "")]
    [InlineData("DELETE FROM audit_log; UPDATE audit_chains SET forgotten_entries = 6, forgotten_hash = hash", 0, "the record of where the log ends", "")]
    [InlineData("UPDATE audit_log SET actor_name = 'somebody else' WHERE sequence = 6; DELETE FROM server_secrets", 0, "entry 1 ", "is not what was written")]
    [InlineData("UPDATE server_secrets SET protected_value = 'AAAA'", 0, "entry 1 ", "is not what was written")]
    [InlineData("INSERT INTO audit_log (id, organization_key, at, actor_kind, actor_name, action, subject_kind, subject_name, search_text) VALUES ('01a225d0-7121-7efa-b10e-fef934f59f32', 1, 0, 'x', 'x', 'x', 'x', 'x', 'x')", 6, "the entry x", "has no place in the chain")]
    public async Task What_was_done_to_it_behind_our_back_is_found_where_it_was_done(string tampering, long right, string where, string what)
    {
        foreach (var provider in TestDatabase.PostgresServer is null ? [DatabaseProvider.Sqlite] : Enum.GetValues<DatabaseProvider>())
        {
            await using var test = await TestDatabase.CreateAsync(provider);
            await WriteAsync(test, 1, 6);
            await test.Database.WriteAsync(session => session.Execute(tampering), Ct);

            var report = (await VerifyAsync(test))[0];

            Assert.Equal(right, report.Entries);
            Assert.StartsWith(where, report.Break, StringComparison.Ordinal);
            Assert.Contains(what, report.Break, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ForgetThree)]
    [InlineData(CutTwo)]
    [InlineData("UPDATE audit_chains SET seal = ''")]
    public async Task What_Scimify_writes_afterwards_does_not_hide_what_was_done(string tampering)
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await WriteAsync(test, 1, 6);
        await test.Database.WriteAsync(session => session.Execute(tampering), Ct);
        await AppendAsync(test, Entry(1, Start.AddDays(1)));
        await new LogRetention(test.Database, new FixedClock(Start.AddDays(1))).ForgetAsync(TimeSpan.FromHours(1), Ct);

        Assert.StartsWith("the record of where the log ends", (await VerifyAsync(test))[0].Break, StringComparison.Ordinal);
    }

    /// <summary>A set clock makes Scimify itself delete what is still needed.</summary>
    [Fact]
    public async Task Retention_that_deleted_too_much_is_found()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await WriteAsync(test, 1, 6);
        await new LogRetention(test.Database, new FixedClock(Start.AddYears(3))).ForgetAsync(TimeSpan.FromDays(400), Ct);

        var report = Assert.Single(await new AuditVerifier(test.Database, new FixedClock(Start.AddHours(1))).VerifyAsync(null, Ct));

        Assert.Equal((6, Start.AddMinutes(5)), (report.Forgotten, report.ForgottenUntil));
        Assert.StartsWith("retention deleted an entry of 2027-01-15", report.Break, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_deleted_as_a_whole_is_missed_by_the_people_who_are_there()
    {
        await using var bridge = await Bridge.StartAsync();
        var database = bridge.App.Services.GetRequiredService<ScimifyDatabase>();
        await database.WriteAsync(session => session.Execute("DELETE FROM audit_log; DELETE FROM audit_chains"), Ct);

        var report = Assert.Single(await new AuditVerifier(database, TimeProvider.System).VerifyAsync(null, Ct));

        Assert.Equal("there are people, and no entry says who made them: the whole log was deleted", report.Break);
    }

    [Fact]
    public async Task The_end_of_each_chain_can_be_noted_elsewhere()
    {
        await using var bridge = await Bridge.StartAsync();
        var database = bridge.App.Services.GetRequiredService<ScimifyDatabase>();

        var head = Assert.Single(await AuditHeads.ReadAsync(database, Ct));

        var report = Assert.Single(await new AuditVerifier(database, TimeProvider.System).VerifyAsync(head.Hash, Ct));
        Assert.Equal((bridge.Owner.OrganizationId, report.Entries, report.Hash, true), (head.Organization, head.Entries, head.Hash, report.HasNoted));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_retention_deleted_leaves_a_chain_and_what_somebody_deleted_behind_it_does_not(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await WriteAsync(test, 1, 10);
        var noted = (await VerifyAsync(test))[0].Hash;
        await WriteAsync(test, 1, 3);

        await new LogRetention(test.Database, new FixedClock(Start.AddMinutes(10))).ForgetAsync(TimeSpan.FromMinutes(6), Ct);
        var after = Assert.Single(await VerifyAsync(test, noted));
        Assert.Equal((null, 9L, 4L, true), (after.Break, after.Entries, after.Forgotten, after.HasNoted));

        await new LogRetention(test.Database, new FixedClock(Start.AddYears(1))).ForgetAsync(TimeSpan.FromMinutes(1), Ct);
        var empty = Assert.Single(await VerifyAsync(test, noted));
        Assert.Equal((null, 0L, 13L, false), (empty.Break, empty.Entries, empty.Forgotten, empty.HasNoted));

        await WriteAsync(test, 1, 2);
        Assert.Null((await VerifyAsync(test))[0].Break);
        await test.Database.WriteAsync(session => session.Execute("DELETE FROM audit_log WHERE sequence = 14"), Ct);
        Assert.StartsWith("before entry 15 ", (await VerifyAsync(test))[0].Break, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_never_deletes_an_entry_behind_one_that_stays()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await AppendAsync(test, Entry(1, Start));
        await AppendAsync(test, Entry(1, Start.AddHours(-1)));

        await new LogRetention(test.Database, new FixedClock(Start)).ForgetAsync(TimeSpan.FromMinutes(1), Ct);

        Assert.Equal((2L, null), ((await VerifyAsync(test))[0].Entries, (await VerifyAsync(test))[0].Break));
    }

    [Fact]
    public async Task A_chain_that_was_rewritten_shows_against_a_noted_hash()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await WriteAsync(test, 1, 3);
        var noted = (await VerifyAsync(test))[0].Hash;
        await test.Database.WriteAsync(
            session =>
            {
                session.Execute("DELETE FROM audit_log");
                session.Execute("DELETE FROM audit_chains");
            },
            Ct);
        await WriteAsync(test, 1, 3);

        var report = Assert.Single(await VerifyAsync(test, noted));

        Assert.Equal((null, false), (report.Break, report.HasNoted));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Names_of_every_kind_are_read_as_they_were_chained(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        string[] halves = provider == DatabaseProvider.Sqlite ? ["half \ud834 of a pair", "a\0b"] : []; // which PostgreSQL refuses
        foreach (var name in (string[])["", "Ω 𝄞 é e\u0301", "a\r\nb", new string('x', 100_000), .. halves])
        {
            var entry = Entry(1, Start.AddTicks(1234567));
            entry.SubjectName = name;
            await AppendAsync(test, entry);
        }

        Assert.Null((await VerifyAsync(test))[0].Break);
    }

    private static async Task WriteAsync(TestDatabase test, int organization, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await AppendAsync(test, Entry(organization, Start.AddMinutes(i)));
        }
    }

    private static Task AppendAsync(TestDatabase test, AuditEntry entry) => test.Database.WriteAsync(session => session.AppendAudit(entry), Ct);

    private static AuditEntry Entry(int organization, DateTimeOffset at) => new()
    {
        Id = Guid.NewGuid(),
        OrganizationKey = organization,
        At = at,
        ActorKind = "system",
        ActorName = "test",
        Action = "test.made",
        SubjectKind = "test",
        SubjectName = "a thing",
        After = "{}",
    };

    private static Task<IReadOnlyList<AuditChainReport>> VerifyAsync(TestDatabase test, string? noted = null) =>
        new AuditVerifier(test.Database, new FixedClock(Start.AddYears(2))).VerifyAsync(noted, Ct);

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
