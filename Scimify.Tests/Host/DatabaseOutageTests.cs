using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>While the database is away, every interface answers 503 in its own form, and says when to come again.</summary>
public sealed class DatabaseOutageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_locked_database_is_503_and_the_same_request_succeeds_later()
    {
        await using var bridge = await Bridge.StartAsync(settings: Quiet);
        using var api = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        await using var other = new SqliteConnection($"Data Source={Path.Combine(bridge.App.DataDirectory, "scimify.db")};Pooling=False");
        await other.OpenAsync(Ct);
        await ExecuteAsync(other, "BEGIN IMMEDIATE");

        var answers = await Task.WhenAll(PostAsync(bridge.Scim, "/scim/v2/Users", User), PostAsync(api, "/api/v1/webhooks", Webhook));
        var unready = await ReadyAsync(bridge);
        await ExecuteAsync(other, "COMMIT");
        await Eventually.TrueAsync(async () => await ReadyAsync(bridge) == "200 {\"status\":\"ready\"}");
        var later = await PostAsync(bridge.Scim, "/scim/v2/Users", User);

        Assert.Equal("""503 5 application/scim+json {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"503","detail":"The database is locked by something else. Nothing was written. Try again in a few seconds. [DATABASE_UNAVAILABLE]"}""", answers[0]);
        Assert.Equal("""503 5 application/json; charset=utf-8 {"status":"error","error":{"statusCode":503,"name":"UnavailableError","code":"DATABASE_UNAVAILABLE","message":"The database is locked by something else. Nothing was written. Try again in a few seconds.","data":{"code":"databaseUnavailable"}}}""", answers[1]);
        Assert.Equal("503 {\"status\":\"databaseNotWritable\"}", unready);
        Assert.StartsWith("201 ", later, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_has_waited_too_long_for_its_turn_is_503_tooMany()
    {
        await using var bridge = await Bridge.StartAsync(settings: new Dictionary<string, string?>(Quiet) { ["Scimify:Scim:ReadSeconds"] = "1" });
        var database = bridge.App.Services.GetRequiredService<ScimifyDatabase>();
        using var open = new ManualResetEventSlim();
        using var begun = new CountdownEvent(SqliteDatabase.Readers - 1); // an integration never has all of them
        var reads = Enumerable.Range(0, begun.InitialCount).Select(_ => Task.Run(() => database.ReadAsync(bridge.Integration.Key, Occupy, Ct).AsTask())).ToList();
        begun.Wait(Ct);

        using var answer = await bridge.Scim.GetAsync(new Uri("/scim/v2/Users", UriKind.Relative), Ct);

        open.Set();
        await Task.WhenAll(reads);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.Equal(
            """503 {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"503","scimType":"tooMany","detail":"Other requests of this integration are still being answered, and this one has waited for 1 s. Try again in a few seconds. [TOO_MUCH_WORK]"}""",
            $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");

        bool Occupy(ReadSession session)
        {
            begun.Signal();
            return open.Wait(Timeout.Infinite, Ct);
        }
    }

    [Fact]
    public async Task A_deleted_database_file_takes_the_server_out_of_service_and_no_write_is_acknowledged()
    {
        await using var bridge = await Bridge.StartAsync(settings: Quiet);
        foreach (var file in Directory.EnumerateFiles(bridge.App.DataDirectory, "scimify.db*"))
        {
            File.Delete(file);
        }

        var ready = await bridge.App.Client.GetAsync(new Uri("/readyz", UriKind.Relative), Ct);
        var write = await PostAsync(bridge.Scim, "/scim/v2/Users", User);
        using var page = await bridge.App.Client.GetAsync(new Uri("/healthz", UriKind.Relative), Ct);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"databaseFileGone"}"""), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Ct)));
        Assert.StartsWith("503 5 application/scim+json ", write, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(File.Exists(Path.Combine(bridge.App.DataDirectory, "scimify.db")));
    }

    /// <summary>What was carried out cannot be told by an error for the whole request.</summary>
    [Fact]
    public async Task In_a_bulk_request_the_operations_that_the_database_could_not_do_are_503_and_the_others_are_done()
    {
        await using var bridge = await Bridge.StartAsync(settings: Quiet);
        await bridge.App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
            session => session.Scalar($"PRAGMA max_page_count = {session.Count("PRAGMA page_count") + 30}"), Ct);

        var reply = await bridge.PostAsync("/Bulk", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                {"method":"POST","path":"/Users","bulkId":"a","data":{{Bridge.UserJson("ada@example.com")}}},
                {"method":"POST","path":"/Users","bulkId":"b","data":{{Bridge.UserJson("large@example.com", new string('x', 200_000))}}},
                {"method":"POST","path":"/Users","bulkId":"c","data":{{Bridge.UserJson("cleo@example.com")}}}]}
            """);

        Assert.Equal(200, reply.Status);
        Assert.Equal(["201", "503", "201"], reply.Body!["Operations"]!.AsArray().Select(operation => (string)operation!["status"]!));
    }

    private static readonly string User = Bridge.UserJson("grace@example.com");

    private const string Webhook = """{"url":"https://hooks.example.com/scimify"}""";

    private static readonly Dictionary<string, string?> Quiet = new() { ["Serilog:MinimumLevel:Default"] = "Fatal" };

    private static async Task<string> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, path.StartsWith("/scim", StringComparison.Ordinal) ? "application/scim+json" : "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
        var wait = answer.Headers.RetryAfter?.Delta?.TotalSeconds;
        return $"{(int)answer.StatusCode} {wait} {answer.Content.Headers.ContentType} {await answer.Content.ReadAsStringAsync(Ct)}";
    }

    private static async Task<string> ReadyAsync(Bridge bridge)
    {
        using var answer = await bridge.App.Client.GetAsync(new Uri("/readyz", UriKind.Relative), Ct);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}";
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
