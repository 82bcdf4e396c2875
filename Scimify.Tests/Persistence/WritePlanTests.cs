using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;
using SQLitePCL;

namespace Scimify.Tests.Persistence;

/// <summary>SQLite's query plans for writes, including the engine's. The cost must follow the change.</summary>
public sealed partial class WritePlanTests(ITestOutputHelper output)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_statement_of_a_write_goes_through_a_table_that_grows_with_the_directory()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");
        var group = (await bridge.PostAsync("/Groups", Group("Pioneers", grace, ada))).Id;
        await bridge.PutAsync($"/Users/{grace}", Bridge.UserJson("grace@example.com", "Gracia"));
        await bridge.PutAsync($"/Groups/{group}", Group("Founders", grace));
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await bridge.PutAsync($"/Users/{grace}", Bridge.UserJson("grace@example.com", "Gracie"));
        await bridge.PutAsync($"/Users/{grace}", Bridge.UserJson("grace@example.com", "Gratia"));
        await bridge.PutAsync($"/Groups/{group}", Group("Founders", grace, ada));
        await bridge.PutAsync($"/Groups/{group}", Group("Founders", ada));
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
        bridge.Looker.With(world => world.Delete(world.Users.Values.Single(u => u.Email?.Address == "ada@example.com")));
        await bridge.PutAsync($"/Users/{ada}", Bridge.UserJson("ada@example.com", "Augusta", "Lovelace"));
        await bridge.DeleteAsync($"/Users/{grace}");
        await bridge.DeleteAsync($"/Groups/{group}");
        await bridge.SettledAsync();

        var plans = await bridge.App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
            session => session.Statements.Where(text => Planned().IsMatch(text.TrimStart()) && !Background().IsMatch(text)).ToList().ConvertAll(text => (Text: text, Plan: Plan(session, text))), Ct);

        output.WriteLine($"{plans.Count} statements.");
        Assert.All(plans, plan => Assert.False(Through().IsMatch(plan.Plan), $"{plan.Text}\n{plan.Plan}"));
    }

    [Fact]
    public async Task A_prepared_statement_is_planned_once_whatever_is_bound_to_it()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);

        Assert.True(await test.Database.WriteAsync(session => KeepsPlans(session), Ct));
        Assert.True(await test.Database.ReadAsync(session => KeepsPlans(session), Ct));
    }

    /// <summary>SQLITE_DBCONFIG_ENABLE_QPSG; a negative value only asks.</summary>
    private static bool KeepsPlans(DbSession session)
    {
        raw.sqlite3_db_config(((SqliteConnection)session.Connection).Handle!, 1007, -1, out var isOn);
        return isOn == 1;
    }

    private static string Plan(WriteSession session, string text)
    {
        var arguments = Parameter().Matches(text).Select(match => match.Value).Distinct().Count();
        return string.Join('\n', session.All("EXPLAIN QUERY PLAN " + text, reader => reader.GetString(3), [.. Enumerable.Repeat((object?)1, arguments)]));
    }

    private static string Group(string name, params IReadOnlyList<string> ids) => $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"{{name}}","members":[{{string.Join(',', ids.Select(id => $$"""{"value":"{{id}}"}"""))}}]}
        """;

    [GeneratedRegex("^(SELECT|INSERT|UPDATE|DELETE)")]
    private static partial Regex Planned();

    /// <summary>A whole table, or one integration's whole part of it. Due and unsettled rows have indexes of their own.</summary>
    [GeneratedRegex(@"SCAN (?!json_each|(removed|below)\b|\w+ USING INDEX ix_\w+_(due|unsettled)$)|\(integration_key=\?\)|sync_state>\?", RegexOptions.Multiline)]
    private static partial Regex Through();

    /// <summary>Runs rarely, a part at a time: retention deletes old log rows and former names, and the audit chain is verified.</summary>
    [GeneratedRegex("ORDER BY key LIMIT 500|DELETE FROM guarded_removals WHERE at <|n.until_at < @p1 LIMIT 500")]
    private static partial Regex Background();

    [GeneratedRegex(@"@p\d+")]
    private static partial Regex Parameter();
}
