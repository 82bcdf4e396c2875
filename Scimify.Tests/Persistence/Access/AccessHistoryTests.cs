using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Access;

/// <summary>Intervals of access against a replay of the changes that made them.</summary>
public sealed class AccessHistoryTests
{
    private const int Users = 3;
    private const int Groups = 2;

    public static TheoryData<DatabaseProvider, int> Cases => new() { { DatabaseProvider.Sqlite, 60 }, { DatabaseProvider.Postgres, 6 } };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task At_every_instant_the_intervals_are_what_a_replay_of_the_changes_makes(DatabaseProvider provider, int histories)
    {
        await using var test = await TestDatabase.CreateAsync(provider, isQuick: true);
        var clock = new FakeTimeProvider();
        test.Database.Clock = clock;
        for (var seed = 1; seed <= histories; seed++)
        {
            await test.Database.WriteAsync(session => session.Execute("DELETE FROM access_intervals"), Ct);
            var replay = await RunAsync(test, clock, new Random(seed));
            var told = await ReadAsync(test);
            foreach (var (at, expected) in replay)
            {
                Assert.Equal((seed, Text(expected)), (seed, Text(At(told, at))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task At_every_instant_roles_and_attributes_are_what_a_replay_of_the_changes_makes(DatabaseProvider provider, int histories)
    {
        await using var test = await TestDatabase.CreateAsync(provider, isQuick: true);
        var clock = new FakeTimeProvider();
        test.Database.Clock = clock;
        for (var seed = 1; seed <= histories; seed++)
        {
            await test.Database.WriteAsync(session => session.Execute("DELETE FROM access_details"), Ct);
            var (random, state) = (new Random(seed), new Dictionary<DetailPart, (string? Asked, string? Had)>());
            var replay = new List<(DateTimeOffset At, string State)>();
            for (var i = 0; i < 25; i++)
            {
                var changes = Enumerable.Range(0, random.Next(1, 5)).Select(_ => DetailChange(random)).ToArray();
                await WriteAsync(test, changes);
                foreach (var change in changes)
                {
                    Apply(state, change);
                }

                if (random.Next(3) > 0)
                {
                    replay.Add((clock.GetUtcNow(), Text(state)));
                    clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, 1000)));
                }
            }

            await using var db = test.Database.CreateDbContext();
            var told = await db.AccessDetails.ToListAsync(Ct);
            foreach (var (at, expected) in replay)
            {
                var then = told.Where(d => d.FromAt <= at && (d.UntilAt is null || d.UntilAt > at)).ToDictionary(d => new DetailPart(d.Kind, d.SubjectKey, d.LookerId), d => (d.Asked, d.Had));
                Assert.Equal((seed, expected), (seed, Text(then)));
            }

            Assert.All(told.GroupBy(d => (d.Kind, d.SubjectKey, d.LookerId)), part =>
            {
                var its = part.OrderBy(d => d.FromAt).ToList();
                Assert.All(its.Zip(its.Skip(1)), pair => Assert.Equal(pair.First.UntilAt, pair.Second.FromAt));
                Assert.Null(its[^1].UntilAt);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_same_change_again_writes_nothing(DatabaseProvider provider, int _)
    {
        await using var test = await TestDatabase.CreateAsync(provider, isQuick: true);
        var clock = new FakeTimeProvider();
        test.Database.Clock = clock;
        AccessChange[] changes = [Part(AccessPart.Account(1), true, true), Part(AccessPart.Membership(7, 1), true, null), new AccessChange.Ended(AccessScope.Group, 7, false, AccessSource.Scim)];
        await WriteAsync(test, changes);
        var before = await ReadAsync(test);
        clock.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(test, changes);

        Assert.Equal(before.Select(Text), (await ReadAsync(test)).Select(Text));
    }

    [Fact]
    public async Task What_a_failed_item_changed_is_not_told()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite, isQuick: true);
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.WriteAsync(
            1,
            session =>
            {
                session.Access.Note(Part(AccessPart.Account(1), true, true));
                throw new InvalidOperationException();
            },
            Ct));
        await WriteAsync(test, [Part(AccessPart.Account(2), true, null)]);

        Assert.Equal([2], (await ReadAsync(test)).Select(i => i.UserKey));
    }

    private static async Task<List<(DateTimeOffset At, Dictionary<AccessPart, (bool Asked, bool Had)> State)>> RunAsync(TestDatabase test, FakeTimeProvider clock, Random random)
    {
        var replay = new List<(DateTimeOffset, Dictionary<AccessPart, (bool, bool)>)>();
        var state = new Dictionary<AccessPart, (bool Asked, bool Had)>();
        for (var i = 0; i < 25; i++)
        {
            var changes = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Change(random)).ToArray();
            await WriteAsync(test, changes);
            foreach (var change in changes)
            {
                Apply(state, change);
            }

            if (random.Next(3) > 0)
            {
                replay.Add((clock.GetUtcNow(), new(state)));
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, 1000)));
            }
        }

        return replay;
    }

    private static AccessChange Change(Random random)
    {
        var (user, group) = (random.Next(1, Users + 1), random.Next(1, Groups + 1));
        return random.Next(12) switch
        {
            0 => new AccessChange.Ended(AccessScope.User, user, AskedToo: true, AccessSource.Scim),
            1 => new AccessChange.Ended(AccessScope.UserMemberships, user, AskedToo: false, AccessSource.ByHand),
            2 => new AccessChange.Ended(AccessScope.Group, group, random.Next(2) == 0, AccessSource.Scim),
            3 => new AccessChange.Ended(AccessScope.Integration, 1, AskedToo: false, AccessSource.Scim),
            < 8 => Part(AccessPart.Account(user), Maybe(random), Maybe(random)),
            _ => Part(AccessPart.Membership(group, user), Maybe(random), Maybe(random)),
        };
    }

    private static AccessChange DetailChange(Random random)
    {
        var (subject, id) = (random.Next(1, Users + 1), random.Next(1, 3).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return random.Next(14) switch
        {
            0 => new AccessChange.Ended(AccessScope.User, subject, AskedToo: true, AccessSource.Scim),
            1 => new AccessChange.Ended(AccessScope.UserMemberships, subject, AskedToo: false, AccessSource.ByHand),
            2 => new AccessChange.Ended(AccessScope.UserAttributes, subject, AskedToo: false, AccessSource.ByHand),
            3 => new AccessChange.Ended(AccessScope.Group, subject, random.Next(2) == 0, AccessSource.Scim),
            4 => new AccessChange.Ended(AccessScope.Integration, 1, AskedToo: false, AccessSource.Scim),
            var n => new AccessChange.Detail(new DetailPart((AccessDetailKind)(1 + (n % 3)), subject, id), 1, 1, "name", Value(random), Value(random), AccessSource.Mapping, null),
        };
    }

    private static DetailValue? Value(Random random) => random.Next(4) switch { 0 => null, 1 => DetailValue.None, var n => new DetailValue($"value {n}") };

    private static void Apply(Dictionary<DetailPart, (string? Asked, string? Had)> state, AccessChange change)
    {
        if (change is AccessChange.Detail detail)
        {
            var before = state.GetValueOrDefault(detail.Of);
            state[detail.Of] = (detail.Asked is { } asked ? asked.Text : before.Asked, detail.Had is { } had ? had.Text : before.Had);
        }
        else if (change is AccessChange.Ended ended)
        {
            foreach (var part in state.Keys.Where(p => IsIn(p, ended)).ToList())
            {
                state[part] = (ended.AskedToo || ended.Scope == AccessScope.Integration ? null : state[part].Asked, null);
            }
        }
    }

    private static bool IsIn(DetailPart part, AccessChange.Ended ended) => ended.Scope switch
    {
        AccessScope.User => part.SubjectKey == ended.Key && part.Kind != AccessDetailKind.GroupRole,
        AccessScope.UserMemberships => part.SubjectKey == ended.Key && part.Kind == AccessDetailKind.PersonRole,
        AccessScope.UserAttributes => part.SubjectKey == ended.Key && part.Kind == AccessDetailKind.Attribute,
        AccessScope.Group => part.SubjectKey == ended.Key && part.Kind == AccessDetailKind.GroupRole,
        _ => true,
    };

    private static string Text(Dictionary<DetailPart, (string? Asked, string? Had)> state) => string.Join(
        '\n', state.Where(s => s.Value != (null, null)).OrderBy(s => (s.Key.Kind, s.Key.SubjectKey, s.Key.LookerId)).Select(s => $"{s.Key}: {s.Value}"));

    private static void Apply(Dictionary<AccessPart, (bool Asked, bool Had)> state, AccessChange change)
    {
        switch (change)
        {
            case AccessChange.Part part:
                var before = state.GetValueOrDefault(part.Of);
                state[part.Of] = (part.Asked ?? before.Asked, part.Had ?? before.Had);
                break;
            case AccessChange.Ended ended:
                foreach (var part in state.Keys.Where(p => IsIn(p, ended)).ToList())
                {
                    state[part] = (!ended.AskedToo && state[part].Asked, false);
                }

                break;
        }
    }

    private static bool IsIn(AccessPart part, AccessChange.Ended ended) => ended.Scope switch
    {
        AccessScope.User => part.UserKey == ended.Key,
        AccessScope.UserMemberships => part.UserKey == ended.Key && part.Kind == AccessKind.Membership,
        AccessScope.Group => part.GroupKey == ended.Key,
        _ => true,
    };

    private static AccessChange.Part Part(AccessPart of, bool? asked, bool? had) => new(of, 1, 1, asked, had, AccessSource.Scim, Guid.NewGuid());

    private static bool? Maybe(Random random) => random.Next(3) switch { 0 => null, var n => n == 1 };

    private static Task WriteAsync(TestDatabase test, IReadOnlyList<AccessChange> changes) => test.Database.WriteAsync(
        1,
        session =>
        {
            foreach (var change in changes)
            {
                session.Access.Note(change);
            }
        },
        Ct);

    private static async Task<List<AccessInterval>> ReadAsync(TestDatabase test)
    {
        await using var db = test.Database.CreateDbContext();
        return await db.AccessIntervals.OrderBy(i => i.UserKey).ThenBy(i => i.Kind).ThenBy(i => i.GroupKey).ThenBy(i => i.FromAt).ToListAsync(Ct);
    }

    private static Dictionary<AccessPart, (bool Asked, bool Had)> At(List<AccessInterval> intervals, DateTimeOffset at) =>
        intervals.Where(i => i.FromAt <= at && (i.UntilAt is null || i.UntilAt > at)).ToDictionary(i => new AccessPart(i.Kind, i.UserKey, i.GroupKey), i => (i.Asked, i.Had));

    private static string Text(Dictionary<AccessPart, (bool Asked, bool Had)> state) => string.Join(
        '\n', state.Where(s => s.Value != (false, false)).OrderBy(s => (s.Key.UserKey, s.Key.Kind, s.Key.GroupKey)).Select(s => $"{s.Key.UserKey} {s.Key.GroupKey}: {s.Value}"));

    private static string Text(AccessInterval i) => $"{i.UserKey} {i.GroupKey} {i.FromAt:O} {i.UntilAt:O} {i.Asked} {i.Had}";
}
