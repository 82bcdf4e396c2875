using System.Reflection;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Tests.EndToEnd;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>The four states of every page that shows data: it loads, it is empty, nothing matches, it broke. And of course its content.</summary>
public sealed class PageStateTests(SeededConsole console, PageStateTests.NewConsole newConsole) : IClassFixture<SeededConsole>, IClassFixture<PageStateTests.NewConsole>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Every page with something in it that only its content has. Production is in use; nothing has come to Staging yet.</summary>
    private static readonly IReadOnlyList<(string Address, string Shows)> Contents =
    [
        ("/", "Right now"),
        ("/integrations", "Staging"),
        ("/integrations/new", "Client secret"),
        ("/integrations/{Production}", "Production"),
        ("/integrations/{Production}/settings", "Deletion guard"),
        ("/integrations/{Staging}/set-up?step=Rules", "Continue"),
        ("/integrations/{Production}/guide?provider=okta", "SCIM connector base URL"),
        ("/integrations/{Production}/doctor", "Run the checks"),
        ("/integrations/{Production}/users", "Amara Okafor"),
        ("/integrations/{Production}/users/{AppliedUser}", "Amara Okafor"),
        ("/integrations/{Production}/groups", "Data engineering"),
        ("/integrations/{Production}/groups/{Group}", "Analysts"),
        ("/integrations/{Production}/provisioning-log", "Applied"),
        ("/provisioning-log", "Applied"),
        ("/provisioning-log/{RefusedRequest}", "exists already"),
        ("/integrations/{Production}/held", "5 changes wait"),
        ("/integrations/{Production}/drift", "Gives access that your identity provider did not give"),
        ("/integrations/{Production}/plan", "Not in plan mode"),
        ("/integrations/{Production}/tokens", "Okta production"),
        ("/integrations/{Production}/rejected-requests", "Entra ID pilot"),
        ("/integrations/{Production}/mappings", "department"),
        ("/integrations/{Production}/adoption", "In Looker only"),
        ("/integrations/{Production}/protected-accounts", "Remove"),
        ("/integrations/{Production}/saml", "Conflict check"),
        ("/integrations/{Production}/saml/conflicts", "Conflict check"),
        ("/integrations/{Production}/saml/certificates", "Conflict check"),
        ("/integrations/{Production}/saml/revisions", "Fix: Join existing accounts"),
        ("/integrations/{Production}/saml/revisions?revision=1", "Going back from 2 to 1"),
        ("/audit-log", "Production"),
        ("/audit-log/{AuditEntry}", "Production"),
        ("/people", "lin.operator@example.com"),
        ("/profile", "Edit name…"),
        ("/profile", "ada@example.com"),
        ("/profile", "Add passkey…"),
        ("/profile", "Authenticator app"),
        ("/profile", "account/password"),
        ("/profile", "Where you are signed in"),
        ("/profile", "with your rights."),
        ("/profile", "Theme"),
        ("/personal-access-tokens?of=everyone", "Personal access tokens"),
        ("/webhooks", "hooks.example.com"),
        ("/webhooks/{Webhook}", "Send again"),
        ("/settings/sign-in", "Sign-in"),
        ("/settings/sign-in/providers", "Add"),
        ("/settings/sign-in/providers/{Provider}", "If no rule applies"),
        ("/company-sign-in", "Company sign-in"),
        ("/api-reference", "/integrations"),
        ("/evidence/access", "Amara Okafor"),
        ("/evidence/changes", "Compare two dates"),
        ("/evidence/leavers", "Leavers"),
        ("/evidence/movers", "Movers"),
        ("/evidence/packs", "Evidence packs"),
        ("/evidence/people/{AppliedUser}", "Amara Okafor"),
        ("/evidence/reviews", "Everybody, 4th quarter"),
        ("/evidence/reviews/new", "Reviewers"),
        ("/evidence/reviews/{Review}", "Everybody, 4th quarter"),
        ("/evidence/reviews/{Review}", "Managers and links"),
        ("/evidence/reviews/{Review}/managers", "No link yet"),
    ];

    public static TheoryData<string, string> Shown => [.. Contents];

    public static TheoryData<string, string> Empties => new()
    {
        { "/integrations/{Staging}/doctor", "Not checked yet" },
        { "/integrations/{Staging}/users", "Nobody yet" },
        { "/integrations/{Staging}/groups", "No groups yet" },
        { "/integrations/{Staging}/provisioning-log", "No writes yet" },
        { "/integrations/{Staging}/held", "Nothing is held" },
        { "/integrations/{Staging}/drift", "No known difference" },
        { "/integrations/{Staging}/plan", "Not in plan mode" },
        { "/integrations/{Staging}/tokens", "No token yet" },
        { "/integrations/{Staging}/mappings", "No attribute is mapped" },
        { "/integrations/{Staging}/adoption", "Looker has not been read" },
        { "/integrations/{Staging}/protected-accounts", "Nobody is listed" },
        { "/integrations/{Staging}/saml/revisions", "No revision yet" },
    };

    /// <summary>What an organization shows that has nothing but its first owner.</summary>
    public static TheoryData<string, string> Beginnings => new()
    {
        { "/", "Connect your first Looker" },
        { "/integrations", "Connect your Looker" },
        { "/provisioning-log", "No writes yet" },
        { "/personal-access-tokens", "No token yet" },
        { "/webhooks", "Nobody is notified yet" },
        { "/settings/sign-in", "No provider yet" },
        { "/settings/sign-in/providers", "People sign in with passwords only" },
        { "/company-sign-in", "None yet" },
        { "/evidence/reviews", "No review yet" },
        { "/evidence/access", "Nobody" },
        { "/evidence/changes", "Nothing changed" },
        { "/evidence/leavers", "Nobody" },
        { "/evidence/movers", "Nobody" },
    };

    /// <summary>A filter that lets nothing through says so, and the way back is there.</summary>
    public static TheoryData<string, string> Unmatched => new()
    {
        { "/integrations/{Production}/users?q=nobody-has-this-name", "Nothing matches" },
        { "/integrations/{Production}/groups?q=nobody-has-this-name", "Nothing matches" },
        { "/integrations/{Production}/provisioning-log?q=nobody-has-this-name", "Nothing matches" },
        { "/provisioning-log?q=nobody-has-this-name", "Nothing matches" },
        { "/integrations/{Production}/held?q=nobody-has-this-name", "Nothing matches" },
        { "/integrations/{Production}/held?view=adoption&q=nobody-has-this-name", "Nothing matches" },
        { "/integrations/{Production}/drift?kind=GroupMissing", "Nothing matches" },
        { "/integrations/{Production}/drift?view=ignored", "Nothing here" },
        { "/integrations/{Production}/adoption?view=linked&q=nobody-has-this-name", "Nothing matches" },
        { "/integrations/{Production}/saml/revisions?revision=99", "There is no such revision" },
        { "/audit-log?q=nobody-has-this-name&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "No entry matches" },
        { "/evidence/access?q=nobody-has-this-name", "Nobody matches" },
        { "/evidence/reviews/{Review}?q=nobody-has-this-name", "Nothing here" },
        { "/evidence/reviews/{Review}/managers?q=nobody-has-this-name", "Nothing matches" },
        { "/api-reference?q=nobody-has-this-name", "Nothing matches" },
    };

    /// <summary>An address of something that does not exist, or no longer.</summary>
    public static TheoryData<string> Missing =>
    [
        "/integrations/{None}", "/integrations/{None}/settings", "/integrations/{None}/guide", "/integrations/{None}/doctor", "/integrations/{None}/users", "/integrations/{None}/groups", "/integrations/{None}/held", "/integrations/{None}/drift",
        "/integrations/{None}/adoption", "/integrations/{None}/tokens", "/integrations/{None}/mappings", "/integrations/{None}/plan", "/integrations/{None}/saml", "/integrations/{None}/saml/revisions",
        "/integrations/{Production}/users/{None}", "/integrations/{Production}/groups/{None}", "/provisioning-log/{None}", "/audit-log/{None}", "/webhooks/{None}", "/settings/sign-in/providers/{None}",
        "/evidence/people/{None}", "/evidence/reviews/{None}", "/evidence/reviews/{None}/managers",
    ];

    [Fact]
    public void Every_page_that_shows_data_is_in_the_table()
    {
        var known = Contents.Select(content => PageBench.PageAt(Filled(content.Address))).ToHashSet();
        var pages = typeof(DataPage<>).Assembly.GetTypes().Where(type => !type.IsAbstract && IsDataPage(type) && type.GetCustomAttributes<RouteAttribute>().Any());
        Assert.Empty(pages.Where(page => !known.Contains(page) && page.Name != "SamlDraftPage").Select(page => page.Name));    // SamlDraftPageTests
    }

    [Fact]
    public async Task Before_its_circuit_is_there_a_page_says_that_it_loads()
    {
        await using var bench = await PageBench.OpenAsync(console.App, console.Owner);
        Assert.Empty(Contents.Where(content =>
            !bench.Show(Filled(content.Address), isInteractive: false).FindAll("[role=status]").Any(status => status.TextContent.Contains("Loading", StringComparison.Ordinal))).Select(content => content.Address));
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public Task What_is_there_is_shown(string address, string shows) => ShowsAsync(console.App, console.Owner, address, shows);

    [Theory]
    [MemberData(nameof(Empties))]
    [MemberData(nameof(Unmatched))]
    public Task Where_there_is_nothing_a_page_says_why(string address, string says) => ShowsAsync(console.App, console.Owner, address, says);

    [Theory]
    [MemberData(nameof(Beginnings))]
    public Task A_new_organization_is_told_what_comes_first(string address, string says) => ShowsAsync(newConsole.App, newConsole.Owner, address, says);

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task What_does_not_exist_leads_back_and_offers_no_second_try(string address)
    {
        await using var bench = await PageBench.OpenAsync(console.App, console.Owner);
        var page = bench.Show(Filled(address));
        page.WaitForAssertion(() => Assert.Contains("Not found", page.Markup, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Try again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_cannot_read_says_so_without_its_inside_and_comes_back_on_request()
    {
        string[] addresses =
            ["/integrations", "/provisioning-log", "/webhooks", "/people", "/audit-log", "/evidence/access", "/evidence/reviews", "/personal-access-tokens", "/settings/sign-in/providers"];
        var broken = new List<(PageBench Bench, IRenderedComponent<IComponent> Page)>();
        var benches = new Queue<PageBench>();
        foreach (var _ in addresses)
        {
            benches.Enqueue(await PageBench.OpenAsync(newConsole.App, newConsole.Owner));
        }

        try
        {
            using (new Outage(newConsole.App))
            {
                foreach (var address in addresses)
                {
                    var bench = benches.Dequeue();
                    var page = bench.Show(address);
                    broken.Add((bench, page));
                    page.WaitForAssertion(() => Assert.Contains("This did not work", page.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
                    Assert.DoesNotContain("no such table", page.Markup, StringComparison.Ordinal);
                }
            }

            foreach (var (_, page) in broken)
            {
                await page.FindAll("button").First(button => button.TextContent.Trim() == "Try again").ClickAsync(new());
                page.WaitForAssertion(() => Assert.DoesNotContain("This did not work", page.Markup, StringComparison.Ordinal), Patience);
            }
        }
        finally
        {
            foreach (var bench in broken.Select(one => one.Bench).Concat(benches))
            {
                await bench.DisposeAsync();
            }
        }
    }

    private async Task ShowsAsync(ScimifyApp app, Actor person, string address, string text)
    {
        await using var bench = await PageBench.OpenAsync(app, person);
        var page = bench.Show(Filled(address));
        page.WaitForAssertion(() => Assert.True(page.Markup.Contains(text, StringComparison.Ordinal), $"{address} does not show “{text}”: {page.Markup}"), Patience);
    }

    private string Filled(string address)
    {
        var keys = console.Keys;
        foreach (var (name, key) in new[]
        {
            ("Production", keys.Production), ("Staging", keys.Staging), ("AppliedUser", keys.AppliedUser), ("Group", keys.Group), ("RefusedRequest", keys.RefusedRequest), ("AuditEntry", keys.AuditEntry),
            ("Webhook", keys.Webhook), ("Provider", keys.Provider), ("Review", keys.Review), ("None", Guid.Parse("7d0c4b9e-5f61-4d9c-8a0b-0f2f5a7d3c91")),
        })
        {
            address = address.Replace($"{{{name}}}", key.ToString(), StringComparison.Ordinal);
        }

        return address;
    }

    private static bool IsDataPage(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && at.GetGenericTypeDefinition() == typeof(DataPage<>))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A server with nothing but its first owner.</summary>
    public sealed class NewConsole : IAsyncLifetime
    {
        private ScimifyApp? _app;
        private Actor? _owner;

        public ScimifyApp App => _app!;

        public Actor Owner => _owner!;

        public async ValueTask InitializeAsync()
        {
            _app = await ScimifyApp.StartAsync();
            _owner = await _app.PersonAsync(email: "ada@example.com");
        }

        public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Takes all tables of a server away, and gives them back.</summary>
    private sealed class Outage : IDisposable
    {
        private const string Away = "away_";

        private readonly SqliteConnection _connection;

        public Outage(ScimifyApp app)
        {
            _connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, "scimify.db")};Pooling=False");
            _connection.Open();
            Rename(name => Away + name);
        }

        public void Dispose()
        {
            Rename(name => name[Away.Length..]);
            _connection.Dispose();
        }

        private void Rename(Func<string, string> rename)
        {
            Run("PRAGMA busy_timeout = 20000; PRAGMA legacy_alter_table = ON; BEGIN IMMEDIATE");
            using var list = _connection.CreateCommand();
            list.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
            var names = new List<string>();
            using (var reader = list.ExecuteReader())
            {
                while (reader.Read())
                {
                    names.Add(reader.GetString(0));
                }
            }

            Run(string.Join(';', names.Select(name => $"ALTER TABLE \"{name}\" RENAME TO \"{rename(name)}\"")));
            Run("COMMIT");
        }

        private void Run(string sql)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
