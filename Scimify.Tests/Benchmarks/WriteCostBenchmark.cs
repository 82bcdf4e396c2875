using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// Measures what the access history and the provisioning log add to a whole SCIM write: the same server in this process takes turns
/// with and without them, and the processor's time is counted, that of the clients included. Runs only by hand.
/// </summary>
/// <remarks><c>SCIMIFY_BENCH_USERS</c> (20,000), <c>SCIMIFY_BENCH_LOG</c> (300,000) rows of the log, <c>SCIMIFY_BENCH_SLICES</c> (12) of <c>SCIMIFY_BENCH_SLICE_MS</c> (500).</remarks>
public sealed class WriteCostBenchmark(ITestOutputHelper output)
{
    /// <summary>Stop the writing itself. What the statements take to find out what to write stays, so that the history costs slightly more than is measured.</summary>
    private static readonly string[] NoLog = ["CREATE TRIGGER no_log BEFORE INSERT ON provisioning_log BEGIN SELECT RAISE(IGNORE); END"];

    private static readonly string[] NoHistory =
    [
        .. from table in new[] { "access_intervals", "access_details", "access_names" }
           from change in new[] { "INSERT", "UPDATE" }
           select $"CREATE TRIGGER no_{table}_{change} BEFORE {change} ON {table} BEGIN SELECT RAISE(IGNORE); END",
    ];

    private static readonly string[] Variants = ["everything", "without the history", "without the filters' indexes", "without the log", "without log and history"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Log_and_history_cost_a_write_little()
    {
        await using var looker = await ScimifyProcess.SandboxAsync(ct: Ct);
        using var folder = new TempFolder();
        var filled = await FilledDirectory.CreateAsync(folder.Path, looker.BaseAddress!, IntegrationMode.Paused, BenchSettings.Of("USERS", 20_000), 100, _ => 20, Ct);
        await using var app = await ScimifyApp.StartAsync(filled.Settings, dataDirectory: folder.Path);
        var database = app.Services.GetRequiredService<ScimifyDatabase>();
        var indexes = await database.ReadAsync(
            session => session.All("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'provisioning_log' AND sql LIKE '%ix_provisioning_log_%'", row => (Name: row.GetString(0), Sql: row.GetString(1))), Ct);
        indexes = [.. indexes.Where(i => i.Name is not ("ix_provisioning_log_page" or "ix_provisioning_log_settles_with"))];
        await database.WriteAsync(session => session.Execute(Fill(BenchSettings.Of("LOG", 300_000))), Ct);
        using var target = new BenchTarget(app.BaseAddress, filled.Token, filled.Users, 8);
        (string Name, BenchWork Work)[] works =
        [
            ("PATCH user", new("PATCH user", false, lane => lane.SendAsync(200, "PATCH", $"/Users/{FilledDirectory.User(lane.User)}", Patch("title", $"\"Engineer {lane.Fresh}\"")))),
            ("disable and enable", new("disable and enable", false, async lane =>
            {
                await lane.SendAsync(200, "PATCH", $"/Users/{FilledDirectory.User(lane.OwnUser)}", Patch("active", "false"));
                await lane.SendAsync(200, "PATCH", $"/Users/{FilledDirectory.User(lane.OwnUser)}", Patch("active", "true"));
            })),
            ("POST user", new("POST user", false, lane => lane.SendAsync(201, "POST", "/Users", FilledDirectory.UserBody(lane.Fresh, "Engineer")))),
        ];
        foreach (var (name, work) in works)
        {
            var spent = Variants.ToDictionary(v => v, _ => new List<double>());
            await target.RunAsync(work, TimeSpan.FromSeconds(3));
            for (var i = 0; i < BenchSettings.Of("SLICES", 12); i++)
            {
                foreach (var variant in Variants)
                {
                    await ApplyAsync(database, variant, indexes);
                    await target.RunAsync(work, TimeSpan.FromMilliseconds(150));
                    using var process = Process.GetCurrentProcess();
                    var before = process.TotalProcessorTime;
                    var slice = await target.RunAsync(work, TimeSpan.FromMilliseconds(BenchSettings.Of("SLICE_MS", 500)));
                    process.Refresh();
                    spent[variant].Add((process.TotalProcessorTime - before).TotalMicroseconds / slice.Milliseconds.Count);
                }
            }

            foreach (var variant in Variants)
            {
                var ratio = Median([.. spent[variant].Zip(spent[Variants[0]], (one, all) => all / one)]);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {variant} | {Median(spent[variant]):0} µs | everything costs {100 * (ratio - 1):0.0} % more |"));
            }
        }
    }

    private static async Task ApplyAsync(ScimifyDatabase database, string variant, IReadOnlyList<(string Name, string Sql)> indexes)
    {
        await database.WriteAsync(
            session =>
            {
                foreach (var trigger in session.All("SELECT name FROM sqlite_master WHERE type = 'trigger'", row => row.GetString(0)))
                {
                    session.Execute($"DROP TRIGGER {trigger}");
                }

                foreach (var (name, sql) in indexes)
                {
                    session.Execute(variant == "without the filters' indexes" ? $"DROP INDEX IF EXISTS {name}" : sql.Replace("INDEX \"", "INDEX IF NOT EXISTS \"", StringComparison.Ordinal));
                }

                foreach (var trigger in variant switch { "without the log" => NoLog, "without the history" => NoHistory, "without log and history" => [.. NoLog, .. NoHistory], _ => [] })
                {
                    session.Execute(trigger);
                }
            },
            Ct);
    }

    private static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Patch(string path, string value) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"{{path}}","value":{{value}}}]}""";

    private static string Fill(int rows) =>
        $"""
        INSERT INTO provisioning_log (request_id, organization_key, integration_key, at, duration_ms, source_address, method, action, resource_type, scim_id, name, status, sync, settled_at, search_text)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
        SELECT lower(hex(randomblob(4))) || '-0000-4000-8000-' || substr('000000000000' || i, -12), 1, 1, 1700000000000 + i * 1000, 1.5, '203.0.113.' || (i % 8), 'PATCH', 1, 'User',
            '00000000-0000-4000-8000-' || substr('000000000000' || (i % 20000), -12), 'person' || i, 200, 0, 1, 'person' || i FROM n
        """;
}
