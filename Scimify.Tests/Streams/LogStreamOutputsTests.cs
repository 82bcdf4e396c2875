using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Streams;
using Scimify.Portal.Features.Webhooks.Streams;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Streams;

/// <summary>The targets that the settings name: a file, and the standard output.</summary>
public sealed class LogStreamOutputsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Log => Path.Combine(_folder.Path, "siem", "events.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_has_every_entry_of_every_organization_once_also_after_a_restart()
    {
        var data = Path.Combine(_folder.Path, "data");
        Directory.CreateDirectory(data);
        await EmptyDatabases.CopyToFileAsync(Path.Combine(data, "scimify.db"));
        await using (var app = await StartAsync(data))
        {
            await app.PersonAsync();
            await app.PersonAsync(organization: "Other");
            await RunAsync(app);
            await RunAsync(app);
        }

        await using (var app = await StartAsync(data))
        {
            await app.PersonAsync();
            await RunAsync(app);
            await using var db = app.NewContext();
            Assert.Equal(
                (await db.AuditLog.Select(e => e.Id.ToString()).ToListAsync(Ct)).Order(StringComparer.Ordinal),
                (await EventsAsync()).Select(UidOf).Order(StringComparer.Ordinal));
            Assert.Equal(2, (await EventsAsync()).Select(e => e.GetProperty("organization").GetProperty("id").GetString()).Distinct().Count());
        }

        Assert.All(await EventsAsync(), e => Assert.Equal([], EcsRules.Problems(e)));
        Assert.Equal((byte)'\n', (await File.ReadAllBytesAsync(Log, Ct))[^1]);
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_off_is_ended_and_the_batch_comes_whole()
    {
        using var outputs = new LogStreamOutputs(Log, null, LogStreamFormat.Ocsf);
        Assert.Null(await outputs.WriteAsync(LogStreamTarget.File, ["""{"a":1}"""], Ct));
        await File.AppendAllTextAsync(Log, """{"a":2,"b""", Ct);

        Assert.Null(await outputs.WriteAsync(LogStreamTarget.File, ["""{"a":2}""", """{"a":3}"""], Ct));

        Assert.Equal(["""{"a":1}""", """{"a":2,"b""", """{"a":2}""", """{"a":3}"""], await File.ReadAllLinesAsync(Log, Ct));
    }

    [Fact]
    public async Task A_file_that_was_renamed_or_emptied_goes_on_in_place()
    {
        using var outputs = new LogStreamOutputs(Log, null, LogStreamFormat.Ocsf);
        await outputs.WriteAsync(LogStreamTarget.File, ["1"], Ct);
        File.Move(Log, Log + ".1");
        await outputs.WriteAsync(LogStreamTarget.File, ["2"], Ct);
        Assert.Equal(("1\n", "2\n"), (await File.ReadAllTextAsync(Log + ".1", Ct), await File.ReadAllTextAsync(Log, Ct)));

        await File.WriteAllTextAsync(Log, "", Ct);
        await outputs.WriteAsync(LogStreamTarget.File, ["3"], Ct);
        Assert.Equal("3\n", await File.ReadAllTextAsync(Log, Ct));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_a_failure_that_loses_nothing()
    {
        var data = Path.Combine(_folder.Path, "data");
        Directory.CreateDirectory(data);
        await EmptyDatabases.CopyToFileAsync(Path.Combine(data, "scimify.db"));
        Directory.CreateDirectory(Log);
        var clock = new FakeTimeProvider(new DateTimeOffset(2096, 3, 1, 12, 10, 0, TimeSpan.Zero));
        await using var app = await StartAsync(data, clock);
        var owner = await app.PersonAsync();
        await RunAsync(app);
        var failing = Assert.Single(await app.Services.GetRequiredService<LogStreamsQuery>().RunAsync(owner, Ct));
        Assert.StartsWith("It could not be written.", failing.Failure, StringComparison.Ordinal);
        Assert.Equal((LogStreamTarget.File, null), (failing.Target, failing.Url));

        Directory.Delete(Log);
        clock.Advance(LogStreamEngine.PauseAfter(1));
        await RunAsync(app);
        await using var db = app.NewContext();
        Assert.Equal(await db.AuditLog.CountAsync(Ct), (await EventsAsync()).Count);
        Assert.Null(Assert.Single(await app.Services.GetRequiredService<LogStreamsQuery>().RunAsync(owner, Ct)).Failure);
    }

    [Fact]
    public async Task The_standard_output_gets_whole_lines()
    {
        await using var text = new StringWriter();
        using var outputs = new LogStreamOutputs(null, text, LogStreamFormat.Ocsf);
        Assert.Equal([LogStreamTarget.Stdout], outputs.Targets);
        Assert.Null(await outputs.WriteAsync(LogStreamTarget.Stdout, ["1", "2"], Ct));
        Assert.Equal("1\n2\n", text.ToString());
    }

    /// <summary>A file and the output belong to the operator of the machine: nobody at the console or the REST API may remove or redirect them.</summary>
    [Fact]
    public async Task A_stream_of_the_settings_can_be_seen_and_not_changed()
    {
        var data = Path.Combine(_folder.Path, "data");
        Directory.CreateDirectory(data);
        await EmptyDatabases.CopyToFileAsync(Path.Combine(data, "scimify.db"));
        await using var app = await StartAsync(data);
        var owner = await app.PersonAsync();
        await RunAsync(app);
        var own = Assert.Single(await app.Services.GetRequiredService<LogStreamsQuery>().RunAsync(owner, Ct)).Uuid;
        var streams = app.Services.GetRequiredService<LogStreamService>();

        await Assert.ThrowsAsync<Core.Requests.NotFoundException>(() => streams.DeleteAsync(owner, own, Ct));
        await Assert.ThrowsAsync<Core.Requests.NotFoundException>(() => streams.RotateAsync(owner, own, Ct));
    }

    private static Task RunAsync(ScimifyApp app) => app.Services.GetRequiredService<LogStreamEngine>().RunOnceAsync(Ct);

    private static string UidOf(JsonElement e) => e.GetProperty("event").GetProperty("id").GetString()!;

    private Task<ScimifyApp> StartAsync(string data, TimeProvider? clock = null) => ScimifyApp.StartAsync(
        new Dictionary<string, string?> { ["Scimify:LogStream:File"] = Log, ["Scimify:LogStream:Format"] = "ecs", ["Serilog:MinimumLevel:Default"] = "Error" }, clock, data);

    private async Task<IReadOnlyList<JsonElement>> EventsAsync() => [.. (await File.ReadAllLinesAsync(Log, Ct)).Select(line => JsonElement.Parse(line))];
}
