using Microsoft.Data.Sqlite;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Background;
using Scimify.Tests.TestKit;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using SQLitePCL;

namespace Scimify.Tests.Host;

/// <summary>What the log says while the database does not do its work.</summary>
public sealed class OutageRoundTests : IAsyncLifetime
{
    private readonly OutageFilter _filter = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CapturingLogger<OutageRound> _log = new();
    private TestDatabase _test = null!;
    private OutageRound _round = null!;
    private string _path = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        _path = (string)(await _test.Database.ReadAsync(s => s.Scalar("SELECT file FROM pragma_database_list WHERE name = 'main'"), Ct))!;
        _round = new(_test.Database, _filter, _clock, _log);
        await _test.Database.TryWriteAsync(Ct);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task While_changes_fail_one_line_a_minute_says_why_and_another_one_that_it_is_over()
    {
        await RoundsAsync(10);
        Assert.Empty(_log.Lines);

        File.Move(_path, _path + ".away");
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => _test.Database.TryWriteAsync(Ct));
        await RoundsAsync(50);
        Assert.Equal(2, _log.Lines.Count);
        Assert.All(_log.Lines, line => Assert.StartsWith("The database file was deleted or replaced", line, StringComparison.Ordinal));

        File.Move(_path + ".away", _path);
        await RoundsAsync(10);
        Assert.Equal(3, _log.Lines.Count);
        Assert.StartsWith("The database does its work again, 102 s", _log.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_and_tasks_that_fail_because_of_it_are_counted_and_leave_no_stack_trace()
    {
        var sink = new Lines();
        await using var log = new LoggerConfiguration().Filter.With(_filter).WriteTo.Sink(sink).CreateLogger();
        var full = new SqliteException("database or disk is full", raw.SQLITE_FULL);
        log.Error(full, "A request failed");
        log.Error(new InvalidOperationException("EF", full), "A task failed");
        log.Error(new InvalidOperationException("an error of its own"), "Something else failed");

        await RoundsAsync(1);

        Assert.Equal(["The disk of the database is full. Nothing was written. Try again when there is room. (database or disk is full) 2 requests and tasks have failed because of it since the last such line"], _log.Lines);
        Assert.Equal(["Something else failed"], sink);
    }

    [Fact]
    public void A_change_of_which_nobody_knows_whether_it_was_made_stays_in_the_log()
    {
        var sink = new Lines();
        using var log = new LoggerConfiguration().Filter.With(_filter).WriteTo.Sink(sink).CreateLogger();

        log.Error(new DatabaseUnavailableException("Read it again", isInDoubt: true), "A request is in doubt");

        Assert.Equal(["A request is in doubt"], sink);
    }

    private async Task RoundsAsync(int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            _clock.Advance(OutageRound.Every);
            await _round.RunAsync(Ct);
        }
    }

    private sealed class Lines : List<string>, ILogEventSink
    {
        public void Emit(LogEvent logEvent) => Add(logEvent.MessageTemplate.Text);
    }
}
