using System.Text.RegularExpressions;
using Scimify.Core.Directory;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.Persistence;

/// <summary>SQLite's query plans for reads. The cost must not grow with the directory.</summary>
public sealed partial class QueryPlanTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("userName eq \"a\"", "ux_scim_users_user_name")]
    [InlineData("userName sw \"a\"", "ux_scim_users_user_name")]
    [InlineData("externalId eq \"a\"", "ix_scim_users_external_id")]
    [InlineData("externalId sw \"a\"", "ix_scim_users_external_id")]
    [InlineData("displayName eq \"a\"", "ix_scim_users_display_name")]
    [InlineData("displayName sw \"a\"", "ix_scim_users_display_name")]
    [InlineData("id eq \"a\"", "ix_scim_users_id")]
    [InlineData("emails eq \"a\"", "ix_scim_user_emails_value")]
    [InlineData("emails.value sw \"a\"", "ix_scim_user_emails_value")]
    [InlineData("emails[type eq \"work\"].value eq \"a\"", "ix_scim_user_emails_value")]
    [InlineData("userName eq \"a\" or userName eq \"b\"", "ux_scim_users_user_name")]
    [InlineData("externalId eq \"a\" or externalId eq \"b\"", "ix_scim_users_external_id")]
    [InlineData("displayName eq \"a\" or displayName eq \"b\"", "ix_scim_users_display_name")]
    [InlineData("id eq \"a\" or id eq \"b\"", "ix_scim_users_id")]
    [InlineData("emails eq \"a\" or emails eq \"b\"", "ix_scim_user_emails_value")]
    [InlineData("groups eq \"a\" or groups eq \"b\"", "ix_scim_groups_id")]
    [InlineData("externalId eq \"a\" and userName eq \"b\"", "(ix_scim_users_external_id|ux_scim_users_user_name)")]
    public async Task A_filter_for_users_uses_its_index(string filter, string index)
    {
        var plan = await PlanAsync((world, reader) => reader.ListUsers(world.Target.IntegrationKey, new(DirectoryWorld.Filter(filter), null, false, 1, 100, null)));
        Assert.Matches(index, plan);
        NoScan(plan);
    }

    [Theory]
    [InlineData("displayName eq \"a\"", "ux_scim_groups_display_name")]
    [InlineData("displayName sw \"a\"", "ux_scim_groups_display_name")]
    [InlineData("externalId eq \"a\"", "ix_scim_groups_external_id")]
    [InlineData("id eq \"a\"", "ix_scim_groups_id")]
    [InlineData("id eq \"a\" and members eq \"b\"", "ix_scim_groups_id")]
    [InlineData("id eq \"a\" or id eq \"b\"", "ix_scim_groups_id")]
    [InlineData("displayName eq \"a\" or displayName eq \"b\"", "ux_scim_groups_display_name")]
    [InlineData("members eq \"a\" or members eq \"b\"", "ix_scim_users_id")]
    public async Task A_filter_for_groups_uses_its_index(string filter, string index)
    {
        var plan = await PlanAsync((world, reader) => reader.ListGroups(
            world.Target.IntegrationKey, new(DirectoryWorld.Filter(filter, ScimResourceTypes.Group), null, false, 1, 100, null)));
        Assert.Matches(index, plan);
        NoScan(plan);
    }

    [Fact]
    public async Task Pages_in_the_order_of_creation_are_cut_from_the_index_of_pages()
    {
        var users = await PlanAsync((world, reader) => reader.ListUsers(world.Target.IntegrationKey, new(null, null, false, 101, 100, null)));
        Assert.Contains("ix_scim_users_page", users);
        NoScan(users);
        var cursor = await PlanAsync((world, reader) => reader.ListUsers(world.Target.IntegrationKey, new(null, null, false, 1, 100, 1000)));
        Assert.Contains("ix_scim_users_page", cursor);
        Assert.DoesNotContain("TEMP B-TREE FOR ORDER BY", Inner(cursor));
    }

    [Fact]
    public async Task Groups_without_members_never_touch_the_memberships()
    {
        var plan = await PlanAsync((world, reader) => reader.ListGroups(world.Target.IntegrationKey, new(null, null, false, 1, 100, null)));
        Assert.Contains("ix_scim_groups_page", plan);
        Assert.DoesNotContain("memberships", plan);
        NoScan(plan);
    }

    [Fact]
    public async Task Members_are_found_by_their_ids_and_not_by_going_through_the_directory()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var plan = await world.Database.WriteAsync(
            world.Target.IntegrationKey,
            session =>
            {
                new DirectoryWriter(session).ResolveMembers(world.Target.IntegrationKey, [Guid.NewGuid()]);
                return Plan(session);
            },
            Ct);
        Assert.Contains("ix_scim_users_id", plan);
        Assert.DoesNotContain("ix_scim_users_page", plan);
    }

    [Fact]
    public async Task Groups_of_a_mapping_are_found_by_their_ids()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        await new MappingStore(world.Database, TimeProvider.System).GroupsAsync(world.Target.IntegrationKey, [Guid.NewGuid()], Ct);
        Assert.Contains("ix_scim_groups_id", await world.Database.ReadAsync(Plan, Ct));
    }

    [Fact]
    public async Task A_comparison_goes_through_the_linked_users_without_sorting_them_for_each_page()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        await new DriftStore(world.Database, TimeProvider.System).LinkedUsersAsync(world.Target.IntegrationKey, 1, 500, Ct);
        Assert.DoesNotContain("TEMP B-TREE", await world.Database.ReadAsync(Plan, Ct));
    }

    /// <summary>Fails on a scan of a table that grows with the directory. Rows that were found may be looked up by key.</summary>
    private static void NoScan(string plan) => Assert.DoesNotMatch(@"SCAN (u|g|b|e|m|x)\b(?! USING (COVERING )?INDEX ix_scim_(users|groups)_page)", plan);

    private static string Inner(string plan) => plan[..(plan.IndexOf('\n', plan.IndexOf("_page", StringComparison.Ordinal)) is var end and >= 0 ? end : plan.Length)];

    private static async Task<string> PlanAsync(Action<DirectoryWorld, IDirectoryReader> query)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        return await world.Database.ReadAsync(
            session =>
            {
                query(world, new DirectoryReader(session));
                return Plan(session);
            },
            Ct);
    }

    private static string Plan(DbSession session)
    {
        var plan = new List<string>();
        foreach (var sql in session.Statements.Where(text => text.TrimStart().StartsWith("SELECT", StringComparison.Ordinal)).ToList())
        {
            var arguments = Parameter().Matches(sql).Select(match => match.Value).Distinct().Count();
            plan.AddRange(session.All("EXPLAIN QUERY PLAN " + sql, reader => reader.GetString(3), [.. Enumerable.Repeat((object?)1, arguments)]));
        }

        Assert.NotEmpty(plan);
        return string.Join('\n', plan);
    }

    [GeneratedRegex(@"@p\d+")]
    private static partial Regex Parameter();
}
