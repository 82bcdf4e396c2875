using Microsoft.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Upgrades;

/// <summary>A server of this version, started on a copy of the data of 0.1.0.</summary>
internal sealed class ServedUpgrade : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly TestDatabase? _database;

    private ServedUpgrade(ScimifyApp app, TempFolder folder, TestDatabase? database) => (App, _folder, _database) = (app, folder, database);

    public ScimifyApp App { get; }

    /// <param name="looker">Where the integrations' Looker is now; null: nowhere.</param>
    public static async Task<ServedUpgrade> StartAsync(DatabaseProvider provider, Uri? looker = null)
    {
        var folder = new TempFolder();
        var settings = new Dictionary<string, string?> { ["Scimify:Looker:AllowInsecureHttp"] = looker is null ? "false" : "true" };
        var moved = $"UPDATE integrations SET base_url = '{looker?.OriginalString}'";
        if (provider == DatabaseProvider.Sqlite)
        {
            await UpgradeFixture.Built.CopyToDataDirectoryAsync(folder.Path);
            if (looker is not null)
            {
                await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "scimify.db")};Pooling=False");
                await connection.OpenAsync();
                await using var command = new SqliteCommand(moved, connection);
                await command.ExecuteNonQueryAsync();
            }

            return new(await ScimifyApp.StartAsync(settings, dataDirectory: folder.Path), folder, null);
        }

        var database = await UpgradeFixture.Built.OpenAsync(provider);
        if (looker is not null)
        {
            await EmptyDatabases.ExecuteAsync(database.PostgresConnectionString!, moved);
        }

        settings["Scimify:Database:Provider"] = "Postgres";
        settings["ConnectionStrings:Scimify"] = database.PostgresConnectionString;
        return new(await ScimifyApp.StartAsync(settings, dataDirectory: folder.Path), folder, database);
    }

    public async Task<bool> SignsInAsync(string email, string password)
    {
        using var scope = App.Services.CreateScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        return await people.Users.SingleOrDefaultAsync(p => p.Email == email) is { } person && await people.CheckPasswordAsync(person, password);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _folder.Dispose();
    }
}
