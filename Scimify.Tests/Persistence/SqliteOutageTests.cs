using Microsoft.Data.Sqlite;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>What writes get from a SQLite database that is locked, full or gone.</summary>
public sealed class SqliteOutageTests : IAsyncLifetime
{
    private TestDatabase _test = null!;
    private string _path = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        _path = (string)(await _test.Database.ReadAsync(s => s.Scalar("SELECT file FROM pragma_database_list WHERE name = 'main'"), Ct))!;
        await WriteAsync("before");
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("without its log")]
    public async Task A_write_to_a_file_that_nobody_will_find_again_is_not_acknowledged(string what)
    {
        if (what == "replaced")
        {
            File.Copy(_path, _path + ".copy");
            File.Move(_path + ".copy", _path, overwrite: true);
        }
        else
        {
            File.Delete(what == "deleted" ? _path : _path + "-wal");
        }

        var refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => WriteAsync("lost"));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => WriteAsync("lost too"));

        Assert.StartsWith("The database file was deleted or replaced", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(_test.Database.FindLoss());
        Assert.Equal(what != "deleted", File.Exists(_path));
    }

    [Fact]
    public async Task A_file_that_is_back_in_its_place_is_written_again()
    {
        File.Move(_path, _path + ".away");
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => WriteAsync("lost"));
        File.Move(_path + ".away", _path);

        await WriteAsync("after");

        Assert.Null(_test.Database.FindLoss());
    }

    [Fact]
    public async Task A_lock_of_somebody_else_is_waited_for_and_then_told_to_all_who_wait_and_to_whoever_comes_meanwhile()
    {
        await using var other = new SqliteConnection($"Data Source={_path};Pooling=False");
        await other.OpenAsync(Ct);
        await using var statement = other.CreateCommand();
        statement.CommandText = "BEGIN IMMEDIATE";
        await statement.ExecuteNonQueryAsync(Ct);
        var since = TimeProvider.System.GetTimestamp();
        var writes = Enumerable.Range(0, 200).Select(i => WriteAsync($"locked {i}")).ToList();
        foreach (var write in writes)
        {
            var refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => write);
            Assert.StartsWith("The database is locked by something else. Nothing was written.", refused.Message, StringComparison.Ordinal);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(since), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(29));
        statement.CommandText = "COMMIT";
        await statement.ExecuteNonQueryAsync(Ct);
        await WriteAsync("after");
        Assert.Equal(["before", "after"], await NamesAsync());
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_fits_later_is_written()
    {
        await _test.Database.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 1"), Ct);
        var refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => WriteAsync(new string('x', 10_000_000)));
        await WriteAsync("after");

        Assert.StartsWith("The disk of the database is full. Nothing was written.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["before", "after"], await NamesAsync());
    }

    /// <summary>As after the system has mounted a failing disk read-only: SQLite opens the file all the same.</summary>
    [Fact]
    public async Task A_file_that_can_only_be_read_is_an_outage_and_no_error_of_a_statement()
    {
        await using var connection = new SqliteConnection($"Data Source={_path};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Ct);

        var refused = Assert.Throws<SqliteException>(() => SqliteDatabase.RequireWritable(connection));

        Assert.Equal("The database is read-only. Nothing was written. Try again later.", DatabaseOutage.Translate(refused)?.Message);
    }

    private Task<int> WriteAsync(string name) => _test.Database.WriteAsync(
        session => session.Execute("INSERT INTO organizations (id, name, created_at) VALUES (@p0, @p1, 0)", Guid.NewGuid().ToString(), name), Ct);

    private async Task<List<string>> NamesAsync() =>
        await _test.Database.ReadAsync(session => session.All("SELECT name FROM organizations ORDER BY key", row => row.GetString(0)), Ct);
}
