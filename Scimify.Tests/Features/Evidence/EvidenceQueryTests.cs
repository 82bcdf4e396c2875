using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Portal.Features.Evidence;
using Scimify.Portal.Shared;
using Scimify.Tests.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Evidence;

/// <summary>What the pages of evidence read, in each of their views and on both databases.</summary>
public sealed class EvidenceQueryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly PageRequest First = PageRequest.Of(null, 50);

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
                var page = await query.RunAsync(actor, filter, First, Ct);
                var all = await AllAsync(query.AllAsync(actor, filter, Ct));

                Assert.Equal(Names(all.Select(line => line.UserName)), Names(page.Items.Select(line => line.UserName)));
                Assert.Equal(all.Count, page.Total);
                Assert.True(text is not null || all.Count == (await query.CountAsync(actor, filter, Ct))[view], $"{view}: {all.Count}");
            }
        }

        Assert.Equal("ada@example.com", Names(await OfViewAsync(AccessView.Had)));
        Assert.Equal("bob@example.com", Names(await OfViewAsync(AccessView.Asked)));
        Assert.Equal(["Team"], (await query.RunAsync(actor, new AccessFilter(Later(world)), First, Ct)).Items.Single().Groups.Select(group => group.Name));

        async Task<IEnumerable<string>> OfViewAsync(AccessView view) => (await query.RunAsync(actor, new AccessFilter(Later(world), View: view), First, Ct)).Items.Select(line => line.UserName);
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
            var page = await query.RunAsync(actor, filter, First, Ct);
            var all = await AllAsync(query.AllAsync(actor, filter, Ct));

            Assert.Equal((all.Count, (long)all.Count), (page.Items.Count, page.Total));
            Assert.Equal(all.Count, (await query.CountAsync(actor, filter, Ct))[view]);
        }

        var gained = await query.RunAsync(actor, new AccessChangeFilter(DateTimeOffset.UnixEpoch, Later(world), null, AccessChangeView.Gained), First, Ct);
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
