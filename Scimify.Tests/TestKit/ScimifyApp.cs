using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Primitives;
using Scimify.Core.Saml;
using Scimify.Core.Streams;
using Scimify.Core.Tokens;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Security;

namespace Scimify.Tests.TestKit;

/// <summary>
/// The real server in this process: Kestrel on a free port, a data directory of its own, and SQLite by default.
/// </summary>
public sealed class ScimifyApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder? _ownFolder;
    private string? _metricsToken;

    private ScimifyApp(WebApplication app, TempFolder? ownFolder, string dataDirectory)
    {
        _app = app;
        _ownFolder = ownFolder;
        DataDirectory = dataDirectory;
        BaseAddress = new Uri(app.Urls.First());
        Client = NewClient();
    }

    public string DataDirectory { get; }

    public Uri BaseAddress { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Sends no credentials and follows no redirects.</summary>
    public HttpClient Client { get; }

    /// <summary>What a start prints as long as nobody can sign in; null afterwards.</summary>
    public string? Invitation => ScimifyServer.InvitationOfFirstOwner(_app);

    public string FirstOwnerCode => Services.GetRequiredService<FirstOwnerGate>().Code;

    /// <summary>Starts a server and returns when it is ready.</summary>
    /// <param name="settings">Keys with colons, such as <c>Scimify:Sync:WaitSeconds</c>.</param>
    /// <param name="clock">Null for the system's clock.</param>
    /// <param name="dataDirectory">Null for a new one that is deleted with the app. Give one to start twice on the same data.</param>
    /// <param name="services">Applied last, over all other registrations.</param>
    /// <param name="urls">Null for a free port.</param>
    public static async Task<ScimifyApp> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? clock = null,
        string? dataDirectory = null,
        Action<IServiceCollection>? services = null,
        string? urls = null)
    {
        var ownFolder = dataDirectory is null ? new TempFolder() : null;
        var folder = dataDirectory ?? ownFolder!.Path;
        var all = new Dictionary<string, string?>
        {
            ["Scimify:DataDirectory"] = folder,
            ["Scimify:Sandbox:Url"] = $"http://127.0.0.1:{ScimifyProcess.FreePort()}",
            ["Scimify:Rest:RequestsPerSecond"] = "0",
            ["Serilog:MinimumLevel:Default"] = "Warning",
            ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Warning",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            all[key] = value;
        }

        if (ownFolder is not null)
        {
            await EmptyDatabases.CopyToFileAsync(Path.Combine(folder, "scimify.db"));
        }

        var app = ScimifyApplication.Build(new ApplicationOptions
        {
            Settings = all,
            Urls = urls ?? "http://127.0.0.1:0",
            Clock = clock,
            Services = registered =>
            {
                // Tests look for notices, send logs and check SAML settings when they want to, not when a timer says so.
                registered.Remove(registered.Single(service => service.ImplementationType == typeof(LoopService<NoticeEngine>)));
                registered.Remove(registered.Single(service => service.ImplementationType == typeof(LoopService<LogStreamEngine>)));
                registered.Remove(registered.Single(service => service.ImplementationType == typeof(LoopService<SamlWatch>)));

                // Every test creates people. HostTests checks that their passwords are really hashed slowly.
                registered.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
                services?.Invoke(registered);
            },
        });
        try
        {
            await ScimifyServer.StartAsync(app, null, CancellationToken.None);
            return new ScimifyApp(app, ownFolder, folder);
        }
        catch
        {
            await app.DisposeAsync();
            ownFolder?.Dispose();
            throw;
        }
    }

    /// <summary>A new client; dispose it with the test.</summary>
    /// <param name="scimToken">Sent as <c>Bearer</c>.</param>
    /// <param name="apiKey">Sent as <c>ApiKey</c>.</param>
    public HttpClient NewClient(string? scimToken = null, string? apiKey = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = BaseAddress };
        client.DefaultRequestHeaders.Authorization =
            scimToken is not null ? new AuthenticationHeaderValue("Bearer", scimToken)
            : apiKey is not null ? new AuthenticationHeaderValue("ApiKey", apiKey)
            : null;
        return client;
    }

    /// <summary>Creates somebody who can sign in, and the organization if it does not exist.</summary>
    public async Task<Actor> PersonAsync(
        PortalRole role = PortalRole.Owner, string? email = null, string? organization = null, string password = "correct horse battery")
    {
        var created = await Services.GetRequiredService<PeopleService>().CreateFromCommandLineAsync(
            new NewPerson(email ?? LetterCase.Lower($"{role}-{Guid.NewGuid():N}@example.com"), role, password), organization, CancellationToken.None);
        var person = await Services.GetRequiredService<PersonStates>().FindAsync(created.Id, CancellationToken.None);
        return Fresh(new Actor("person", person!.Id, person.Email, person.OrganizationKey, person.OrganizationId, person.Role, "127.0.0.1"));
    }

    /// <summary>The person as if they had just signed in.</summary>
    public Actor Fresh(Actor person) => person with { AuthenticatedAt = Services.GetRequiredService<TimeProvider>().GetUtcNow() };

    /// <returns>The secret of a new personal access token for the person.</returns>
    public async Task<string> PersonalAccessTokenAsync(Actor person, DateTimeOffset? expiresAt = null, PersonalTokenScope scope = PersonalTokenScope.All) =>
        (await Services.GetRequiredService<PersonalAccessTokenService>()
            .CreateAsync(Fresh(person), new NewPersonalAccessToken("test", expiresAt) { Scope = scope }, CancellationToken.None)).Secret;

    /// <summary>What a monitoring system reads, with a metrics token.</summary>
    public async Task<string> MetricsAsync()
    {
        _metricsToken ??= await Services.GetRequiredService<MetricsTokenService>().CreateAsync("test", null, CancellationToken.None);
        using var client = NewClient(scimToken: _metricsToken);
        return await client.GetStringAsync("/metrics");
    }

    /// <summary>A row as the integration service would leave it, for tests that need an integration but no Looker.</summary>
    public async Task<Integration> IntegrationRowAsync(Actor owner, string name = "Production")
    {
        var protector = Services.GetRequiredService<ISecretProtector>();
        var now = Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var integration = new Integration
        {
            Id = Guid.NewGuid(),
            OrganizationKey = owner.OrganizationKey,
            Name = name,
            BaseUrl = "https://looker.example.com",
            ClientId = "client",
            ProtectedClientSecret = protector.Protect("secret"),
            GroupDescription = "Created via Scimify for tenant {tenant_id}",
            CreatedAt = now,
            UpdatedAt = now,
        };
        await Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
            session =>
            {
                session.Context.Integrations.Add(integration);
                session.Context.SaveChanges();
                session.Context.IntegrationCounters.Add(new IntegrationCounters { IntegrationKey = integration.Key });
                session.Context.SaveChanges();
            },
            CancellationToken.None);
        return integration;
    }

    public Task<IssuedToken> ScimTokenAsync(Actor owner, Guid? integrationId = null, DateTimeOffset? expiresAt = null, string description = "test") =>
        Services.GetRequiredService<TokenService>().CreateAsync(Fresh(owner), new NewScimToken(integrationId, description, expiresAt), CancellationToken.None);

    /// <summary>Reads without tracking; dispose it.</summary>
    public ScimifyContext NewContext() => Services.GetRequiredService<IDbContextFactory<ScimifyContext>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _ownFolder?.Dispose();
    }
}
