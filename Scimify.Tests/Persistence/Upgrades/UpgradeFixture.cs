using Scimify.Core.Primitives;
using System.Text.Json;
using Npgsql;
using Scimify.Core.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Upgrades;

/// <summary>What opens the data: tokens, and the password of <see cref="Owner"/>, <see cref="FirstRelease.Password"/>.</summary>
internal sealed record FixtureSecrets(string Owner, string ScimToken, string PersonalAccessToken);

/// <summary>The data of 0.1.0 as files: a SQLite database with its key ring, a dump of a PostgreSQL database, and what opens both.</summary>
/// <param name="folder">The repository's folder, or its copy beside the tests.</param>
internal sealed class UpgradeFixture(string folder)
{
    public const string Keys = "keys";

    private const string Release = "scimify-0.1.0";

    /// <summary>In the repository: where the files are written.</summary>
    public static UpgradeFixture Source { get; } = new(Path.Combine(Repository.Root, "Scimify.Tests", "Fixtures", "upgrade"));

    /// <summary>As built: where the tests read them.</summary>
    public static UpgradeFixture Built { get; } = new(Path.Combine(AppContext.BaseDirectory, "Fixtures", "upgrade"));

    public string Folder => folder;

    public string SqliteFile => Path.Combine(folder, Release + ".db");

    public string PostgresDump => Path.Combine(folder, Release + ".sql");

    public string SecretsFile(DatabaseProvider provider) => Path.Combine(folder, LetterCase.Lower($"{Release}.{provider}.json"));

    public FixtureSecrets Secrets(DatabaseProvider provider) => JsonSerializer.Deserialize<FixtureSecrets>(File.ReadAllText(SecretsFile(provider)))!;

    /// <summary>A copy that has not been migrated.</summary>
    public Task<TestDatabase> OpenAsync(DatabaseProvider provider) => TestDatabase.CreateAsync(provider, CopyToFileAsync, RestoreAsync);

    /// <summary>Puts the SQLite database and its keys where a server looks for them.</summary>
    public async Task CopyToDataDirectoryAsync(string dataDirectory)
    {
        await CopyToFileAsync(Path.Combine(dataDirectory, "scimify.db"));
        var keys = Directory.CreateDirectory(Path.Combine(dataDirectory, Keys));
        foreach (var key in Directory.EnumerateFiles(Path.Combine(folder, Keys)))
        {
            File.Copy(key, Path.Combine(keys.FullName, Path.GetFileName(key)));
        }
    }

    private async Task CopyToFileAsync(string path) => await File.WriteAllBytesAsync(path, await File.ReadAllBytesAsync(SqliteFile));

    private async Task RestoreAsync(string name)
    {
        await EmptyDatabases.CreateOnServerAsync(name);
        await EmptyDatabases.ExecuteAsync(
            new NpgsqlConnectionStringBuilder(EmptyDatabases.ConnectionString(name)) { Pooling = false }.ConnectionString, await File.ReadAllTextAsync(PostgresDump));
    }
}
