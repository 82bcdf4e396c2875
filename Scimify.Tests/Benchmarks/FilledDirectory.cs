using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// A data directory with many users and groups, as a first push leaves it: linked, and nothing due. One user, one group and one
/// membership really go to an emulated Looker; the others are copies of their rows. The emulated Looker then gets the same
/// people and groups, person <c>n</c> with the ID <see cref="LookerUser"/>.
/// </summary>
internal sealed record FilledDirectory(
    IReadOnlyDictionary<string, string?> Settings, string DatabasePath, Guid Integration, string Token, string ApiKey, int Users, int Groups, long FirstLookerUser, long FirstLookerGroup)
{
    private const string Mark = "777000777";

    /// <summary>1 to <see cref="Users"/>.</summary>
    public static string User(int n) => $"00000000-0000-4000-8000-{n:x12}";

    /// <summary>1 to <see cref="Groups"/>.</summary>
    public static string Group(int n) => $"00000000-0000-4000-9000-{n:x12}";

    public static string UserName(object n) => $"person{n}@many.example";

    public string LookerUser(int n) => (FirstLookerUser + n).ToString(CultureInfo.InvariantCulture);

    public string LookerGroup(int n) => (FirstLookerGroup + n).ToString(CultureInfo.InvariantCulture);

    /// <param name="folder">The future data directory.</param>
    /// <param name="looker">A sandbox, which is reset.</param>
    /// <param name="membersOf">How many members group n has.</param>
    public static async Task<FilledDirectory> CreateAsync(
        string folder, Uri looker, IntegrationMode mode, int users, int groups, Func<int, int> membersOf, CancellationToken ct)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Scimify:DataDirectory"] = folder,
            ["Scimify:Looker:AllowInsecureHttp"] = "true",
            ["Scimify:Looker:CallsPerSecond"] = "1000",
            ["Scimify:Sync:WaitSeconds"] = "0",
            ["Scimify:Scim:RequestsPerSecond"] = "0",
            ["Scimify:Metrics:Open"] = "true",
            ["DOTNET_TieredPGO"] = "1",
        };
        using var control = new HttpClient { BaseAddress = looker, Timeout = TimeSpan.FromMinutes(5) };
        using (await control.PostAsync("/__sandbox/reset", null, ct))
        {
        }

        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>(settings) { ["Scimify:Sync:WaitSeconds"] = "30" }, dataDirectory: folder);
        var owner = await app.PersonAsync();
        var integrations = app.Services.GetRequiredService<IntegrationService>();
        var integration = await integrations.CreateAsync(
            owner, new NewIntegration { Name = "Bench", BaseUrl = looker.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" }, ct);
        var token = (await app.ScimTokenAsync(owner, integration.Id)).Secret;
        var key = await app.PersonalAccessTokenAsync(owner);
        using var scim = app.NewClient(scimToken: token);
        var user = await MadeAsync(scim, "/scim/v2/Users", UserBody(Mark, "Engineer"), ct);
        var group = await MadeAsync(scim, "/scim/v2/Groups", $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Many {{Mark}}","externalId":"g-{{Mark}}","members":[{"value":"{{user}}"}]}
            """, ct);
        await integrations.UpdateAsync(owner, integration.Id, new IntegrationChange { Mode = mode }, ct);
        var database = Path.Combine(folder, "scimify.db");
        await app.DisposeAsync();

        var state = (await control.GetFromJsonAsync<JsonObject>("/__sandbox/state", ct))!;
        var (lookerUser, lookerGroup) = (LastId(state, "users") - 1, LastId(state, "groups") - 1);       // without the two that were just made
        using (await control.PostAsync($"/__sandbox/reset?users={users}&groups={groups}", null, ct))
        {
        }

        var filled = new FilledDirectory(settings, database, integration.Id, token, key, users, groups, lookerUser, lookerGroup);
        filled.Copy(user, group, membersOf);
        return filled;
    }

    /// <summary>About 0.9 KB once stored.</summary>
    public static string UserBody(string n, string title) => $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"ext-{{n}}",
        "userName":"{{UserName(n)}}","name":{"givenName":"First{{n}}","familyName":"Last{{n}}","formatted":"First{{n}} Last{{n}}"},"displayName":"First{{n}} Last{{n}}",
        "title":"{{title}}","userType":"Employee","preferredLanguage":"en-GB","locale":"en-GB","timezone":"Europe/London","active":true,
        "emails":[{"value":"{{UserName(n)}}","type":"work","primary":true}],"phoneNumbers":[{"value":"+44 20 7946 0958","type":"work"}],
        "addresses":[{"type":"work","streetAddress":"100 Universal City Plaza","locality":"London","region":"Greater London","postalCode":"EC1A 1BB","country":"GB"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"{{n}}","department":"Research and Development","costCenter":"4130","organization":"Universal Studios"} }
        """;

    private static async Task<string> MadeAsync(HttpClient scim, string path, string body, CancellationToken ct)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/scim+json");
        using var answer = await scim.PostAsync(path, content, ct);
        var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!;
        Assert.Equal("applied", answer.Headers.TryGetValues("Scimify-Sync", out var sync) ? sync.Single() : made.ToJsonString());
        return (string)made["id"]!;
    }

    private static long LastId(JsonObject state, string kind) => state[kind]!.AsArray().Max(item => long.Parse((string)item!["id"]!, CultureInfo.InvariantCulture));

    private void Copy(string user, string group, Func<int, int> membersOf)
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabasePath, Pooling = false, ForeignKeys = true }.ToString());
        database.Open();
        using var transaction = database.BeginTransaction(deferred: false);
        Run("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)");
        Run($"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {Math.Max(Users, Groups)}) INSERT INTO numbers SELECT n FROM n");
        Run("UPDATE scim_users SET looker_user_id = NULL");      // the emulated Looker was reset: somebody else has that id now
        Run("UPDATE scim_groups SET looker_group_id = NULL");
        CopyTable("scim_users", Users, user, "printf('00000000-0000-4000-8000-%012x', n)", ("key", "1000 + n"), ("looker_user_id", $"CAST({FirstLookerUser} + n AS TEXT)"));
        CopyTable("scim_user_bodies", Users, user, "printf('00000000-0000-4000-8000-%012x', n)", ("user_key", "1000 + n"));
        CopyTable("scim_user_emails", Users, user, "", ("user_key", "1000 + n"));
        CopyTable("scim_groups", Groups, group, "printf('00000000-0000-4000-9000-%012x', n)", ("key", "1000 + n"), ("looker_group_id", $"CAST({FirstLookerGroup} + n AS TEXT)"));
        CopyTable("scim_group_bodies", Groups, group, "printf('00000000-0000-4000-9000-%012x', n)", ("group_key", "1000 + n"));
        var (memberships, from) = (0, 0);
        for (var g = 1; g <= Groups; g++)
        {
            var count = Math.Min(membersOf(g), Users);
            CopyTable("memberships", count, user, "", ("group_key", $"{1000 + g}"), ("user_key", $"1001 + (n - 1 + {from}) % {Users}"));
            (memberships, from) = (memberships + count, from + count);
        }

        Run("DELETE FROM scim_groups WHERE key < 1000");
        Run("DELETE FROM scim_users WHERE key < 1000");
        Run($"UPDATE integration_counters SET users = {Users}, active_users = {Users}, groups = {Groups}, memberships = {memberships}");
        transaction.Commit();
        Run("PRAGMA wal_checkpoint(TRUNCATE)");

        void CopyTable(string table, int count, string id, string newId, params (string Name, string Value)[] own)
        {
            using var info = database.CreateCommand();
            info.CommandText = $"SELECT name, type FROM pragma_table_info('{table}')";
            var (names, values) = (new List<string>(), new List<string>());
            using (var reader = info.ExecuteReader())
            {
                while (reader.Read())
                {
                    var (name, isBlob) = (reader.GetString(0), reader.GetString(1) == "BLOB");
                    var text = $"replace(CAST(t.{name} AS TEXT), '{Mark}', n)";
                    text = newId.Length > 0 ? $"replace({text}, '{id}', {newId})" : text;
                    names.Add(name);
                    values.Add(own.FirstOrDefault(o => o.Name == name).Value
                        ?? (isBlob ? $"CAST({text} AS BLOB)" : $"CASE typeof(t.{name}) WHEN 'text' THEN {text} ELSE t.{name} END"));
                }
            }

            var template = table == "memberships" ? "t.group_key < 1000" : $"t.{own[0].Name} < 1000";
            Run($"INSERT INTO {table} ({string.Join(", ", names)}) SELECT {string.Join(", ", values)} FROM numbers CROSS JOIN {table} t WHERE {template} AND n <= {count} ORDER BY n");
        }

        void Run(string sql)
        {
            using var command = database.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 600;
            command.ExecuteNonQuery();
        }
    }
}
