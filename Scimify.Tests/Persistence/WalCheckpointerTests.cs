using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

public sealed class WalCheckpointerTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A backup of a large database reads like this.</summary>
    [Fact]
    public async Task The_log_grows_while_somebody_reads_for_long_and_is_cut_when_they_are_done()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "scimify.db");
        await using var database = new SqliteDatabase(path, TestDatabase.Key, NullLogger<ScimifyDatabase>.Instance);
        await database.MigrateAsync(Ct);
        var log = new FileInfo(path + "-wal");
        var written = 0;
        await using (var reader = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await reader.OpenAsync(Ct);
            await using var snapshot = reader.CreateCommand();
            snapshot.CommandText = "BEGIN; SELECT count(*) FROM server_secrets";
            await snapshot.ExecuteScalarAsync(Ct);
            while (written < 136)
            {
                await WriteAsync(database, ++written);
            }

            log.Refresh();
            Assert.InRange(log.Length, 136L * Megabyte, long.MaxValue);
        }

        while (log.Length > 64 * Megabyte)
        {
            Assert.InRange(++written, 0, 400);
            await WriteAsync(database, written);
            log.Refresh();
        }
    }

    private static Task WriteAsync(ScimifyDatabase database, int name) => database.WriteAsync(
        session => session.Execute(
            "INSERT INTO server_secrets (name, protected_value, created_at) VALUES (@p0, @p1, 0)", $"{name}", new string('x', Megabyte)),
        Ct);
}
