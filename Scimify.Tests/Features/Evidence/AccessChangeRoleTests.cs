using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Portal.Features.Evidence;
using Scimify.Portal.Shared.Tables;
using Scimify.Tests.Persistence;

namespace Scimify.Tests.Features.Evidence;

/// <summary>The difference of two dates tells of roles: of accounts' own, and of those that come through groups.</summary>
public sealed class AccessChangeRoleTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    private static readonly string[] People = ["ada@example.com", "bob@example.com", "cyd@example.com"];
    private static readonly string[] Groups = ["Finance", "Sales"];
    private static readonly string[] Roles = ["Admin", "Viewer"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Databases => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_role_says_through_what_it_came_and_went_and_who_decided_that(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider, history =>
        {
            history.Member("ada@example.com", "Finance", (0, true, AccessSource.Scim));
            history.Role("Finance", "Viewer", (10, true, AccessSource.Mapping));
            history.Role("Finance", "Admin", (0, true, AccessSource.Mapping), (10, false, AccessSource.ByHand));
            history.Role("Sales", "Viewer", (0, true, AccessSource.Mapping));
            history.Member("bob@example.com", "Sales", (12, true, AccessSource.Adopted));
            history.Member("cyd@example.com", "Sales", (0, true, AccessSource.Scim), (14, false, AccessSource.Scim));
            history.Own("ada@example.com", "Admin", (11, true, AccessSource.ByHand));
            history.Member("cyd@example.com", "Finance", (6, true, AccessSource.Scim), (8, false, AccessSource.Scim));    // came and went in between
        });

        var lines = await AllAsync(world, new AccessChangeFilter(Start.AddDays(5), Start.AddDays(20), null, AccessChangeView.Roles));

        Assert.Equal(
            [
                "14 lost Viewer through Sales: cyd@example.com, scim",
                "12 gained Viewer through Sales: bob@example.com, adopted",
                "11 gained Admin through : ada@example.com, byHand",
                "10 lost Admin through Finance: ada@example.com, byHand",
                "10 gained Viewer through Finance: ada@example.com, mapping",
            ],
            lines.OrderByDescending(l => l.At).ThenBy(l => l.Role, StringComparer.Ordinal)
                .Select(l => $"{(l.At - Start).TotalDays} {(l.Gained ? "gained" : "lost")} {l.Role} through {l.Group}: {l.UserName}, {l.Source}"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_is_what_a_replay_of_both_dates_says_page_by_page_and_back(DatabaseProvider provider)
    {
        var random = new Random(20260301);
        History? history = null;
        await using var world = await WorldAsync(provider, made =>
        {
            history = made;
            Toss(made, random);
        });
        for (var round = 0; round < 12; round++)
        {
            var (from, to) = (random.Next(1, 25), random.Next(26, 50));
            var filter = new AccessChangeFilter(Start.AddDays(from), Start.AddDays(to));
            var expected = history!.RolesAt(to).Except(history.RolesAt(from)).Select(r => $"gained {r}").Concat(history.RolesAt(from).Except(history.RolesAt(to)).Select(r => $"lost {r}")).Order(StringComparer.Ordinal);

            var all = await AllAsync(world, filter);
            Assert.Equal(expected, all.Where(l => l.Role is not null).Select(l => $"{(l.Gained ? "gained" : "lost")} {l.UserName} {l.Group} {l.Role}").Order(StringComparer.Ordinal));
            Assert.All(all.Where(l => l.Role is not null), l => Assert.InRange(l.At, filter.From.AddMilliseconds(1), filter.To));
            var forwards = await ForwardsAsync(world, filter);
            Assert.Equal(all.Count, forwards.Count);
            Assert.Equal(all.ToHashSet(), [.. forwards]);
            Assert.Equal(forwards, await BackwardsAsync(world, filter));
            var counts = await Query(world).CountAsync(Owner(world), filter, Ct);
            foreach (var view in Enum.GetValues<AccessChangeView>())
            {
                Assert.Equal(counts[view], (await AllAsync(world, filter with { View = view })).Count);
            }
        }
    }

    private static void Toss(History history, Random random)
    {
        foreach (var group in Groups)
        {
            People.ToList().ForEach(person => history.Member(person, group, Tossed()));
            Roles.ToList().ForEach(role => history.Role(group, role, Tossed()));
        }

        foreach (var person in People)
        {
            Roles.ToList().ForEach(role => history.Own(person, role, Tossed()));
        }

        (int, bool, AccessSource)[] Tossed() =>
            [.. Enumerable.Range(0, 50).Where(_ => random.Next(8) == 0).Select(day => (day, random.Next(2) == 0, random.Next(2) == 0 ? AccessSource.Scim : AccessSource.ByHand))];
    }

    private static async Task<List<AccessChangeLine>> AllAsync(DirectoryWorld world, AccessChangeFilter filter)
    {
        var all = new List<AccessChangeLine>();
        await foreach (var part in Query(world).AllAsync(Owner(world), filter, Ct))
        {
            all.AddRange(part);
        }

        return all;
    }

    private static async Task<List<AccessChangeLine>> ForwardsAsync(DirectoryWorld world, AccessChangeFilter filter)
    {
        var (all, part) = (new List<AccessChangeLine>(), new SortedRequest(AccessChangeQuery.Order, null, Backwards: false, 3));
        while (true)
        {
            var page = await Query(world).RunAsync(Owner(world), filter, part, Ct);
            all.AddRange(page.Items);
            if (page.Next is null)
            {
                Assert.Equal(all.Count, page.Total);
                return all;
            }

            part = part with { Place = SortCursor.Parse(page.Next.ToString(), AccessChangeQuery.Order.ToString()) };
        }
    }

    private static async Task<List<AccessChangeLine>> BackwardsAsync(DirectoryWorld world, AccessChangeFilter filter)
    {
        var last = new SortedRequest(AccessChangeQuery.Order, null, Backwards: false, 1);
        var page = await Query(world).RunAsync(Owner(world), filter, last with { Size = 500 }, Ct);
        var all = page.Items.TakeLast(1).ToList();
        page = await Query(world).RunAsync(Owner(world), filter, last with { Size = Math.Max(1, all.Count == 0 ? 1 : page.Items.Count - 1) }, Ct);
        var place = page.Next;
        page = place is null ? page : await Query(world).RunAsync(Owner(world), filter, last with { Place = place }, Ct);
        while (page.Previous is { } previous)
        {
            page = await Query(world).RunAsync(Owner(world), filter, last with { Place = previous, Backwards = true }, Ct);
            all.InsertRange(0, page.Items);
        }

        return all;
    }

    private static AccessChangeQuery Query(DirectoryWorld world) => new(world.Database);

    private static Actor Owner(DirectoryWorld world) => Actor.OfCommandLine(world.Target.OrganizationKey, Guid.Empty);

    private static async Task<DirectoryWorld> WorldAsync(DatabaseProvider provider, Action<History> write)
    {
        var world = await DirectoryWorld.CreateAsync(provider);
        foreach (var person in People)
        {
            await world.UserAsync($$"""{"userName":"{{person}}"}""");
        }

        foreach (var group in Groups)
        {
            await world.GroupAsync(group);
        }

        await world.Database.WriteAsync(
            session =>
            {
                var db = session.Context;
                session.Execute("DELETE FROM access_intervals");
                session.Execute("UPDATE access_names SET from_at = 0");
                var history = new History(
                    db.ScimUsers.ToDictionary(u => u.UserName, u => u.Key), db.ScimGroups.ToDictionary(g => g.DisplayName, g => g.Key), world.Target.OrganizationKey, world.Target.IntegrationKey);
                write(history);
                db.AccessIntervals.AddRange(history.Intervals);
                db.AccessDetails.AddRange(history.Details);
            },
            Ct);
        return world;
    }

    /// <summary>What Looker had, from which day on.</summary>
    private sealed class History(Dictionary<string, long> people, Dictionary<string, long> groups, int organization, int integration)
    {
        public List<AccessInterval> Intervals { get; } = [];

        public List<AccessDetail> Details { get; } = [];

        public void Member(string person, string group, params (int Day, bool Had, AccessSource Source)[] states) => Each(states, (from, until, had, source) => Intervals.Add(new AccessInterval
        {
            UserKey = people[person], Kind = AccessKind.Membership, GroupKey = groups[group], FromAt = from, UntilAt = until, OrganizationKey = organization, IntegrationKey = integration,
            Asked = !had, Had = had, Source = source,
        }));

        public void Role(string group, string role, params (int Day, bool Had, AccessSource Source)[] states) => Add(AccessDetailKind.GroupRole, groups[group], role, states);

        public void Own(string person, string role, params (int Day, bool Had, AccessSource Source)[] states) => Add(AccessDetailKind.PersonRole, people[person], role, states);

        /// <summary>Everybody's roles on a day, with the group of each.</summary>
        public HashSet<string> RolesAt(int day)
        {
            var at = Start.AddDays(day);
            var given = Details.Where(d => d.Had is not null && d.FromAt <= at && (d.UntilAt is null || d.UntilAt > at)).ToList();
            var own = given.Where(d => d.Kind == AccessDetailKind.PersonRole).Select(d => $"{NameOf(people, d.SubjectKey)}  {d.Name}");
            var through = from member in Intervals.Where(i => i.Had && i.FromAt <= at && (i.UntilAt is null || i.UntilAt > at))
                          from role in given.Where(d => d.Kind == AccessDetailKind.GroupRole && d.SubjectKey == member.GroupKey)
                          select $"{NameOf(people, member.UserKey)} {NameOf(groups, member.GroupKey)} {role.Name}";
            return [.. own, .. through];
        }

        private void Add(AccessDetailKind kind, long subject, string role, (int Day, bool Had, AccessSource Source)[] states) => Each(states, (from, until, had, source) => Details.Add(new AccessDetail
        {
            Kind = kind, SubjectKey = subject, LookerId = role, Name = role, FromAt = from, UntilAt = until, OrganizationKey = organization, IntegrationKey = integration,
            Asked = had ? null : "", Had = had ? "" : null, Source = source,
        }));

        private static void Each((int Day, bool Had, AccessSource Source)[] states, Action<DateTimeOffset, DateTimeOffset?, bool, AccessSource> add)
        {
            for (var i = 0; i < states.Length; i++)
            {
                add(Start.AddDays(states[i].Day), i + 1 < states.Length ? Start.AddDays(states[i + 1].Day) : null, states[i].Had, states[i].Source);
            }
        }

        private static string NameOf(Dictionary<string, long> keys, long key) => keys.Single(k => k.Value == key).Key;
    }
}
