using System.Data.Common;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Sync;

/// <summary>The SQL of a transition does the same to a row as the transition does in memory: each on every kind of state, on both databases.</summary>
public sealed class TransitionSqlTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000);
    private static readonly DateTimeOffset Later = DateTimeOffset.FromUnixTimeMilliseconds(2_000_000);
    private static readonly Guid Request = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000001");
    private static readonly SyncColumn[] Columns = Enum.GetValues<SyncColumn>();
    private static readonly string Names = string.Join(", ", Columns.Select(c => c.InSql()));

    /// <summary>Each rule at least once, with null arguments if they are allowed.</summary>
    private static readonly Transition[] Transitions =
    [
        Transition.Begun(44),
        Transition.Wanted(DueKind.Removal, Request),
        Transition.Wanted(DueKind.None, null, isPlanned: true),
        Transition.WantedAgain(DueKind.Background),
        Transition.Held(Request),
        Transition.Held(null),
        Transition.Unforwardable(Request),
        Transition.Joined(Request),
        Transition.Claimed("node:2", Later),
        Transition.Ended,
        Transition.EndedInDoubt(Later),
        Transition.EndedForSure,
        Transition.TakenOver(Later),
        Transition.LeaseRanOut,
        Transition.Settled,
        Transition.RetriedLater(Later, "Away."),
        Transition.PutOff(Later, "Rejected."),
        Transition.Refused(Later, "Taken."),
        Transition.GivenUp("Taken."),
        Transition.Moot,
        Transition.Hastened,
        Transition.LookedAtSooner(Later),
        Transition.SettledInPart("Taken.", Request),
        Transition.SettledInPart("Taken.", null),
        Transition.WantedBeside(Request),
        Transition.HeldForReview("Is it hers?"),
        Transition.Rejected("Somebody said no."),
        Transition.Blocked(SyncState.Unforwardable, "No address."),
        Transition.PutAside,
        Transition.Released(DueKind.Change),
        Transition.Orphaned(DueKind.None),
        Transition.Orphaned(DueKind.Removal),
        Transition.Forgotten(DueKind.Change),
        Transition.ModeChanged(SyncState.Planned),
        Transition.RestoredFromBackup("It waited."),
    ];

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_rule_is_tried() =>
        Assert.Equal(TransitionRule.All.Select(r => r.Name).Order(), Transitions.Select(t => t.Rule.Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Memory_and_database_agree(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var states = States().ToList();
        await test.Database.WriteAsync(
            session =>
            {
                session.Execute($"CREATE TEMP TABLE before_it AS SELECT group_key AS n, {Names} FROM memberships WHERE 1 = 0");
                session.Execute($"CREATE TEMP TABLE after_it AS SELECT group_key AS n, {Names} FROM memberships WHERE 1 = 0");
                for (var i = 0; i < states.Count; i++)
                {
                    session.Execute(
                        $"INSERT INTO before_it (n, {Names}) VALUES ({SyncColumnMap.Parameters(Columns.Length + 1)})", [(long)i, .. Columns.Select(c => states[i][c])]);
                }

                Assert.All(Transitions, transition => Agree(session, states, transition));
                session.Execute("DROP TABLE before_it");
                session.Execute("DROP TABLE after_it");
                return true;
            },
            Ct);
    }

    private static void Agree(WriteSession session, List<RowState> states, Transition transition)
    {
        session.Execute("DELETE FROM after_it");
        session.Execute($"INSERT INTO after_it SELECT n, {Names} FROM before_it");
        var parameters = Enum.GetValues<SyncParameter>().Where(p => IsAskedFor(transition.Rule, p)).ToList();
        session.Execute(
            $"UPDATE after_it SET {transition.Rule.Set([.. parameters.Select((p, i) => (p, $"@p{i}"))])}",
            [.. parameters.Select(p => transition.Argument(p, Now))]);

        var stored = session.All($"SELECT {Names} FROM after_it ORDER BY n", Read);
        var expected = states.ConvertAll(state => Line(Columns.Select(c => state.After(transition, Now)[c])));
        Assert.Equal(expected, stored);
    }

    private static bool IsAskedFor(TransitionRule rule, SyncParameter parameter)
    {
        var asked = false;
        foreach (var (_, value) in rule.Assignments)
        {
            value.Print(p =>
            {
                asked |= p == parameter;
                return "";
            });
        }

        return asked;
    }

    private static string Read(DbDataReader reader) =>
        Line(Enumerable.Range(0, Columns.Length).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i)));

    private static string Line(IEnumerable<object?> values) => string.Join('|', values);

    private static IEnumerable<RowState> States() =>
        from due in Enum.GetValues<DueKind>()
        from state in Enum.GetValues<SyncState>()
        from owner in new[] { null, "node:1" }
        from lookAgain in new long?[] { null, 700 }
        from since in new long?[] { null, 5 }
        from tried in new[] { 0, 3 }
        select RowState.Stored(
            new(owner, owner is null ? 0 : 900, lookAgain, lookAgain is null ? null : 600),
            new(7, 4, due, state, tried, tried * 100, tried > 0 ? "Looker is away." : null, tried > 0 ? Guid.Parse("aaaaaaaa-0000-0000-0000-000000000002") : null, since));
}
