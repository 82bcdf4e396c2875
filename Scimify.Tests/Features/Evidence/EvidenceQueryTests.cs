using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Portal.Features.Evidence;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;
using Scimify.Tests.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Evidence;

/// <summary>What the pages of evidence read, in each of their views and on both databases.</summary>
public sealed class EvidenceQueryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly PageRequest First = PageRequest.Of(null, 50);

    private static readonly SortedRequest Start = PartOf(null, isBackwards: false, 50);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Access_on_a_date_is_the_same_as_a_page_an_export_and_a_figure(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);
        var (query, actor) = (new AccessQuery(world.Database), Owner(world));
        foreach (var view in Enum.GetValues<AccessView>())
        {
            foreach (var text in (string?[])[null, "ada", "nobody"])
            {
                var filter = new AccessFilter(Later(world), Text: text, View: view);
                var page = await query.RunAsync(actor, filter, Start, Ct);
                var all = await AllAsync(query.AllAsync(actor, filter, Ct));

                Assert.Equal(Names(all.Select(line => line.UserName)), Names(page.Items.Select(line => line.UserName)));
                Assert.Equal(all.Count, page.Total);
                Assert.Equal(Names(all.Select(line => line.UserName)), Names((await query.ListAsync(actor, filter, CursorRequest.Of(null), Ct)).Items.Select(line => line.UserName)));
                Assert.True(text is not null || all.Count == (await query.CountAsync(actor, filter, Ct))[view], $"{view}: {all.Count}");
            }
        }

        Assert.Equal("ada@example.com", Names(await OfViewAsync(AccessView.Had)));
        Assert.Equal("bob@example.com", Names(await OfViewAsync(AccessView.Asked)));
        Assert.Equal(["Team"], (await query.RunAsync(actor, new AccessFilter(Later(world)), Start, Ct)).Items.Single().Groups.Select(group => group.Name));

        async Task<IEnumerable<string>> OfViewAsync(AccessView view) => (await query.RunAsync(actor, new AccessFilter(Later(world), View: view), Start, Ct)).Items.Select(line => line.UserName);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_page_begins_at_a_place_in_the_order_of_names_and_leads_back(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        string[] names = ["ada", "bob", "cyd", "dan", "eve"];
        foreach (var name in names.Reverse())
        {
            await world.UserAsync($$"""{"userName":"{{name}}@example.com","displayName":"{{(name is "bob" or "cyd" ? "same" : name)}}"}""");
            await InLookerAsync(world, $"{name}@example.com");
        }

        var (query, filter) = (new AccessQuery(world.Database), new AccessFilter(Later(world)));
        var (there, back) = (new List<string>(), new List<string>());
        var page = await query.RunAsync(Owner(world), filter, PartOf(null, isBackwards: false, 2), Ct);
        Assert.Null(page.Previous);
        there.AddRange(page.Items.Select(line => line.UserName[..3]));
        while (page.Next is { } next)
        {
            page = await query.RunAsync(Owner(world), filter, PartOf(next, isBackwards: false, 2), Ct);
            there.AddRange(page.Items.Select(line => line.UserName[..3]));
        }

        while (page.Previous is { } previous)
        {
            page = await query.RunAsync(Owner(world), filter, PartOf(previous, isBackwards: true, 2), Ct);
            back.InsertRange(0, page.Items.Select(line => line.UserName[..3]));
        }

        Assert.Equal(["ada", "dan", "eve", "cyd", "bob"], there);
        Assert.Equal(there[..4], back);

        var (listed, part) = (new List<string>(), CursorRequest.Of(null, 2));
        for (string? cursor = ""; cursor is not null; part = CursorRequest.Of(cursor, 2))
        {
            var some = await query.ListAsync(Owner(world), filter, part, Ct);
            listed.AddRange(some.Items.Select(line => line.UserName[..3]));
            cursor = some.NextCursor;
        }

        Assert.Equal(names, listed);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Movers_say_what_came_what_went_and_what_stayed(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var clock = world.Database.Clock.GetUtcNow();
        await world.UserAsync("""{"userName":"ada@example.com"}""");
        await world.UserAsync("""{"userName":"bob@example.com"}""");
        await world.UserAsync("""{"userName":"new@example.com"}""");
        await world.GroupAsync("Old");
        await world.GroupAsync("Kept");
        await world.GroupAsync("New");
        await world.Database.WriteAsync(
            session =>
            {
                var db = session.Context;
                var users = db.ScimUsers.ToDictionary(u => u.UserName[..3], u => u.Key);
                var groups = db.ScimGroups.ToDictionary(g => g.DisplayName, g => g.Key);
                db.AccessIntervals.RemoveRange(db.AccessIntervals.AsTracking());
                db.SaveChanges();
                Had("ada", null, -100, null);
                Had("ada", "Old", -100, -10);
                Had("ada", "Kept", -100, null);
                Had("ada", "New", -10, null);
                Value("ada", -100, -9, "Sales");
                Value("ada", -9, null, "Finance");
                Had("bob", null, -100, null);
                Had("bob", "Kept", -100, null);
                Had("bob", "New", -5, null);
                Had("new", null, -4, null);
                Had("new", "New", -4, null);

                void Had(string user, string? group, int from, int? until)
                {
                    Add(user, group, from, until, had: true);
                    if (until is { } end)
                    {
                        Add(user, group, end, null, had: false);
                    }
                }

                void Add(string user, string? group, int from, int? until, bool had) => db.AccessIntervals.Add(new AccessInterval
                {
                    UserKey = users[user], Kind = group is null ? AccessKind.Account : AccessKind.Membership, GroupKey = group is null ? 0 : groups[group], FromAt = clock.AddDays(from),
                    UntilAt = until is { } days ? clock.AddDays(days) : null, OrganizationKey = world.Target.OrganizationKey, IntegrationKey = world.Target.IntegrationKey,
                    Asked = had, Had = had, Source = AccessSource.Scim,
                });

                void Value(string user, int from, int? until, string value) => db.AccessDetails.Add(new AccessDetail
                {
                    Kind = AccessDetailKind.Attribute, SubjectKey = users[user], LookerId = "7", FromAt = clock.AddDays(from), UntilAt = until is { } days ? clock.AddDays(days) : null,
                    OrganizationKey = world.Target.OrganizationKey, IntegrationKey = world.Target.IntegrationKey, Name = "department", Asked = value, Had = value, Source = AccessSource.Mapping,
                });
            },
            Ct);
        var (query, actor) = (new MoverQuery(world.Database), Owner(world));
        var filter = new MoverFilter(clock.AddDays(-30), Later(world));

        var page = await query.RunAsync(actor, filter, Newest(50), Ct);

        Assert.Equal(["bob@example.com", "ada@example.com"], page.Items.Select(m => m.UserName));
        var ada = page.Items[1];
        Assert.Equal(("New", "Old", "Kept"), (ada.Joined.Single(), ada.Left.Single(), ada.Stayed.Single()));
        Assert.Equal(new MoverAttribute("department", "Sales", "Finance"), Assert.Single(ada.Attributes));
        Assert.Equal(clock.AddDays(-9).ToUnixTimeMilliseconds(), ada.At.ToUnixTimeMilliseconds());
        var counts = await query.CountAsync(actor, filter, Ct);
        Assert.Equal((2, 1, 1), (counts[MoverView.All], counts[MoverView.Kept], counts[MoverView.Attributes]));
        foreach (var view in Enum.GetValues<MoverView>())
        {
            Assert.Equal(counts[view], (await AllAsync(query.AllAsync(actor, filter with { View = view }, Ct))).Count);
        }

        var first = await query.RunAsync(actor, filter, Newest(1), Ct);
        var second = await query.RunAsync(actor, filter, Newest(1) with { Place = first.Next }, Ct);
        var back = await query.RunAsync(actor, filter, Newest(1) with { Place = second.Previous, Backwards = true }, Ct);
        Assert.Equal((null, "bob@example.com", "ada@example.com", null, "bob@example.com", 2L),
            (first.Previous, first.Items.Single().UserName, second.Items.Single().UserName, second.Next, back.Items.Single().UserName, back.Total));
        Assert.Empty((await query.RunAsync(actor, filter with { IntegrationId = Guid.NewGuid() }, Newest(50), Ct)).Items);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_changed_between_two_dates_is_the_same_as_a_page_an_export_and_a_figure(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);
        var (query, actor) = (new AccessChangeQuery(world.Database), Owner(world));
        foreach (var view in Enum.GetValues<AccessChangeView>())
        {
            var filter = new AccessChangeFilter(DateTimeOffset.UnixEpoch, Later(world), null, view);
            var page = await query.RunAsync(actor, filter, Newest(50), Ct);
            var all = await AllAsync(query.AllAsync(actor, filter, Ct));

            Assert.Equal((all.Count, (long)all.Count), (page.Items.Count, page.Total));
            Assert.Equal(all.Count, (await query.CountAsync(actor, filter, Ct))[view]);
        }

        var gained = await query.RunAsync(actor, new AccessChangeFilter(DateTimeOffset.UnixEpoch, Later(world), null, AccessChangeView.Gained), Newest(50), Ct);
        Assert.Equal("ada@example.com", Names(gained.Items.Select(line => line.UserName)));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Leavers_and_a_persons_time_line_are_read(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);
        var (query, actor) = (new LeaverReportQuery(world.Database, TimeProvider.System), Owner(world));
        var user = await world.UserAsync("""{"userName":"eve@example.com"}""");
        await InLookerAsync(world, "eve@example.com");
        await world.Users.DeleteAsync(world.Request(), user, null, Ct);

        foreach (var view in Enum.GetValues<LeaverView>())
        {
            var filter = new LeaverFilter(DateTimeOffset.UnixEpoch, Later(world), null, view);
            var (page, _) = await query.RunAsync(actor, filter, First, Ct);
            Assert.Equal(page.Total, (await AllAsync(query.AllAsync(actor, filter, Ct))).Count);
        }

        var (leavers, _) = await query.RunAsync(actor, new LeaverFilter(DateTimeOffset.UnixEpoch, Later(world), null, LeaverView.Active), First, Ct);
        Assert.Equal("eve@example.com", Names(leavers.Items.Select(line => line.UserName)));
        var person = await new PersonAccessQuery(world.Database).RunAsync(actor, user, Ct);
        Assert.NotEmpty(person.Spans);
    }

    private static SortedRequest Newest(int size) => new(AccessChangeQuery.Order, null, Backwards: false, size);

    private static SortedRequest PartOf(SortCursor? place, bool isBackwards, int size) => new(TableSort.Of(null, AccessQuery.Sorts), place, isBackwards, size);

    /// <summary>Ada is in Looker and in the team there. Bob is not in Looker yet.</summary>
    private static async Task<DirectoryWorld> WorldAsync(DatabaseProvider provider)
    {
        var world = await DirectoryWorld.CreateAsync(provider);
        var ada = await world.UserAsync("""{"userName":"ada@example.com"}""");
        await world.UserAsync("""{"userName":"bob@example.com"}""");
        await world.GroupAsync("Team", ada);
        await InLookerAsync(world, "ada@example.com");
        return world;
    }

    /// <summary>As if Looker had answered.</summary>
    private static Task InLookerAsync(DirectoryWorld world, string userName) => world.Database.WriteAsync(
        session =>
        {
            var key = session.Context.ScimUsers.Single(u => u.UserName == userName).Key;
            foreach (var interval in session.Context.AccessIntervals.Where(i => i.UserKey == key && i.UntilAt == null).AsTracking().ToList())
            {
                interval.Had = true;
            }

            session.Execute("UPDATE scim_users SET looker_user_id = @p1, link_state = 2, applied_state = @p2 WHERE key = @p0", key, $"L{key}", """{"disabled":false}""");
            session.Context.SaveChanges();
        },
        Ct);

    private static Actor Owner(DirectoryWorld world) => Actor.OfCommandLine(world.Target.OrganizationKey, Guid.Empty);

    private static DateTimeOffset Later(DirectoryWorld world) => world.Database.Clock.GetUtcNow().AddMinutes(1);

    private static string Names(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> parts)
    {
        var all = new List<T>();
        await foreach (var part in parts)
        {
            all.AddRange(part);
        }

        return all;
    }
}
