using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Upgrades;

/// <summary>The data of 0.1.0, brought up to this version.</summary>
public sealed class UpgradeTests
{
    /// <summary>Tables (<c>notice_marks</c>) and columns (<c>scim_users.protection</c>) that a later migration removes or changes. Test each such migration separately.</summary>
    private static readonly string[] Transformed = [];

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Every_value_of_every_row_is_still_there(DatabaseProvider provider)
    {
        await using var old = await UpgradeFixture.Built.OpenAsync(provider);
        await using var upgraded = await UpgradedAsync(provider);
        var before = await DatabaseContent.ReadAsync(old.Database, Ct);
        var after = await DatabaseContent.ReadAsync(upgraded.Database, Ct);

        Assert.True(before.Values.Sum(table => table.Rows.Count) > 100, "There is nothing to lose.");
        foreach (var (table, content) in before.Where(table => table.Value.Rows.Count > 0 && !Transformed.Contains(table.Key)))
        {
            var columns = content.Columns.Where(column => !Transformed.Contains($"{table}.{column}")).ToList();
            Assert.Contains(table, after.Keys);
            Assert.Equal([], columns.Except(after[table].Columns).Select(column => $"{table}.{column}"));
            Assert.Equal(content.Lines(columns), after[table].Lines(columns));
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_schema_is_that_of_a_new_database(DatabaseProvider provider)
    {
        await using var upgraded = await UpgradedAsync(provider);
        await using var fresh = await TestDatabase.CreateAsync(provider);

        Assert.Equal(await DatabaseSchema.ReadAsync(fresh.Database, Ct), await DatabaseSchema.ReadAsync(upgraded.Database, Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_audit_log_verifies(DatabaseProvider provider)
    {
        await using var served = await ServedUpgrade.StartAsync(provider);

        var chain = Assert.Single(await new AuditVerifier(served.App.Services.GetRequiredService<ScimifyDatabase>(), TimeProvider.System).VerifyAsync(null, Ct));

        Assert.Null(chain.Break);
        Assert.True(chain.Entries > 5, $"The chain has {chain.Entries} entries only.");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Scimify_serves_on_it(DatabaseProvider provider)
    {
        await using var served = await ServedUpgrade.StartAsync(provider);
        var (app, secrets) = (served.App, UpgradeFixture.Built.Secrets(provider));
        using var scim = app.NewClient(scimToken: secrets.ScimToken);
        using var api = new ApiClient(app.NewClient(apiKey: secrets.PersonalAccessToken));
        await using var db = app.NewContext();
        var sandbox = await db.Integrations.SingleAsync(i => i.Name == "Sandbox", Ct);

        Assert.Equal(FirstRelease.Users.OrderBy(user => user.Key, StringComparer.Ordinal), await StatesAsync(api, sandbox.Id, "User"));
        Assert.Equal(FirstRelease.Groups.OrderBy(group => group.Key, StringComparer.Ordinal), await StatesAsync(api, sandbox.Id, "Group"));
        Assert.Equal([FirstRelease.Deleted], await db.ScimUsers.Where(u => u.DeletedAt != null).Select(u => u.UserName).ToListAsync(Ct));
        Assert.Equal(["Plan", "Sandbox"], (await api.GetAsync("/integrations")).Items.Select(i => i.GetProperty("name").GetString()).Order());

        using var found = await scim.GetAsync("/scim/v2/Users?filter=userName%20eq%20%22APPLIED@example.com%22", Ct);
        Assert.Contains("Lovelace", await found.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var body = new StringContent(Bridge.UserJson("new@example.com"));
        body.Headers.ContentType = new("application/scim+json");
        using var created = await scim.PostAsync("/scim/v2/Users", body, Ct);
        Assert.Equal((HttpStatusCode.Created, "pending"), (created.StatusCode, created.Headers.GetValues("Scimify-Sync").Single()));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Secrets_are_opened_and_people_sign_in(DatabaseProvider provider)
    {
        await using var served = await ServedUpgrade.StartAsync(provider);
        var app = served.App;
        await using var db = app.NewContext();
        var secret = (await db.Integrations.SingleAsync(i => i.Name == "Sandbox", Ct)).ProtectedClientSecret;
        var owner = UpgradeFixture.Built.Secrets(provider).Owner;

        Assert.Equal("sandbox-secret", app.Services.GetRequiredService<ISecretProtector>().Unprotect(secret));
        Assert.True(await served.SignsInAsync(owner, FirstRelease.Password));
        Assert.False(await served.SignsInAsync(owner, FirstRelease.Password + "!"));
    }

    internal static async Task<IEnumerable<KeyValuePair<string, string>>> StatesAsync(ApiClient api, Guid integration, string resourceType) =>
        (await api.GetAsync($"/integrations/{integration}/links?resourceType={resourceType}&pageSize=100")).Items
            .Select(link => KeyValuePair.Create(link.GetProperty("name").GetString()!, link.GetProperty("syncState").GetString()!))
            .OrderBy(link => link.Key, StringComparer.Ordinal);

    private static async Task<TestDatabase> UpgradedAsync(DatabaseProvider provider)
    {
        var database = await UpgradeFixture.Built.OpenAsync(provider);
        await database.Database.MigrateAsync(Ct);
        return database;
    }
}
