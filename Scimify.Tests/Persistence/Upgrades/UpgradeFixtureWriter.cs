using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Scimify.Core.Persistence;
using Scimify.Tests.Saml;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Upgrades;

/// <summary>Writes the data that every later version upgrades. Run it by hand, and never again once 0.1.0 is released (CONTRIBUTING.md).</summary>
public sealed class UpgradeFixtureWriter : IDisposable
{
    private const int MostBytes = 400 * 1024;

    /// <summary>Each index takes at least a page. With SQLite's usual 4 KB the file would be three times as large.</summary>
    private const int PageBytes = 1024;

    /// <summary>Tables that nothing can fill yet; all others must have a row.</summary>
    private static readonly string[] Empty = ["person_claims", "person_logins", "person_passkeys", "person_tokens", "servers", "undone_writes", "used_assertions", "used_logout_tokens"];

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.Path, "data");

    private string Database => Path.Combine(Data, "scimify.db");

    [Fact(Explicit = true)]
    public async Task Write_SQLite()
    {
        var secrets = await FillAsync(new() { ["Scimify:DataDirectory"] = Data });
        await ExecuteAsync($"UPDATE integrations SET base_url = '{Nowhere}'", "PRAGMA journal_mode = DELETE", $"PRAGMA page_size = {PageBytes}", "VACUUM");
        await using (var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite, path => Task.Run(() => File.Copy(Database, path), Ct), _ => Task.CompletedTask))
        {
            await AssertFilledAsync(database, ["data_protection_keys", .. Empty]);    // files, there
        }

        var keys = Path.Combine(UpgradeFixture.Source.Folder, UpgradeFixture.Keys);
        if (Directory.Exists(keys))
        {
            Directory.Delete(keys, recursive: true);
        }

        Directory.CreateDirectory(keys);
        foreach (var key in Directory.EnumerateFiles(Path.Combine(Data, UpgradeFixture.Keys), "*.xml"))
        {
            File.Copy(key, Path.Combine(keys, Path.GetFileName(key)));
        }

        File.Copy(Database, UpgradeFixture.Source.SqliteFile, overwrite: true);
        Save(DatabaseProvider.Sqlite, secrets);
    }

    [Fact(Explicit = true)]
    public async Task Write_PostgreSQL()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var secrets = await FillAsync(new()
        {
            ["Scimify:DataDirectory"] = Data,
            ["Scimify:Database:Provider"] = "Postgres",
            ["ConnectionStrings:Scimify"] = database.PostgresConnectionString,
        });
        await EmptyDatabases.ExecuteAsync(database.PostgresConnectionString!, $"UPDATE integrations SET base_url = '{Nowhere}'");
        await AssertFilledAsync(database, Empty);
        Directory.CreateDirectory(UpgradeFixture.Source.Folder);
        await File.WriteAllTextAsync(UpgradeFixture.Source.PostgresDump, await DumpAsync(new NpgsqlConnectionStringBuilder(database.PostgresConnectionString)), Ct);
        Save(DatabaseProvider.Postgres, secrets);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A server that starts on the data must not find a Looker, least of all that of another test.</summary>
    private static string Nowhere => "https://looker.invalid";

    private static async Task<FixtureSecrets> FillAsync(Dictionary<string, string?> settings)
    {
        settings["Scimify:Sync:WaitSeconds"] = "0";
        await using var world = await SamlWorld.StartAsync(settings: settings);
        await FirstRelease.FillAsync(world);
        return new FixtureSecrets(world.Bridge.Owner.Name, world.Bridge.Token, await world.Bridge.App.PersonalAccessTokenAsync(world.Bridge.Owner));
    }

    private static async Task AssertFilledAsync(TestDatabase database, IReadOnlyList<string> mayBeEmpty) => Assert.Equal(
        mayBeEmpty,
        (await DatabaseContent.ReadAsync(database.Database, Ct)).Where(table => table.Value.Rows.Count == 0).Select(table => table.Key).Order(StringComparer.Ordinal));

    private static void Save(DatabaseProvider provider, FixtureSecrets secrets)
    {
        var fixture = UpgradeFixture.Source;
        File.WriteAllText(fixture.SecretsFile(provider), JsonSerializer.Serialize(secrets) + "\n");
        Assert.InRange(new FileInfo(provider == DatabaseProvider.Sqlite ? fixture.SqliteFile : fixture.PostgresDump).Length, 1, MostBytes);
    }

    private async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync(Ct);
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    /// <summary>Only statements that any connection understands, without the commands of psql.</summary>
    private static async Task<string> DumpAsync(NpgsqlConnectionStringBuilder database)
    {
        var start = new ProcessStartInfo("pg_dump") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges", "-h", database.Host!, "-p", $"{database.Port}", "-U", database.Username!, database.Database!])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = database.Password;
        using var dump = Process.Start(start)!;
        var sql = await dump.StandardOutput.ReadToEndAsync(Ct);
        await dump.WaitForExitAsync(Ct);
        Assert.Equal(0, dump.ExitCode);
        return string.Concat(Statements(sql.Split('\n')).Select(line => line + '\n'));
    }

    /// <summary>Without comments, the blank lines around them, and what only psql or a newer server understands.</summary>
    private static IEnumerable<string> Statements(IEnumerable<string> dump)
    {
        var between = true;
        foreach (var line in dump)
        {
            var isComment = line == "--" || line.StartsWith("-- ", StringComparison.Ordinal);
            var isForPsql = line.StartsWith("\\restrict", StringComparison.Ordinal) || line.StartsWith("\\unrestrict", StringComparison.Ordinal);
            if (isComment || isForPsql || line == "SET transaction_timeout = 0;" || (between && line.Length == 0))
            {
                continue;
            }

            between = line.EndsWith(';');
            yield return line;
        }
    }
}
