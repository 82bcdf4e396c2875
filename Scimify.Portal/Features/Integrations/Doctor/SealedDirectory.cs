using System.Data.Common;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Health;
using Scimify.Portal.Host.Metrics;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>
/// A SCIM endpoint of its own for the time of a test: the same code and the same policies, on an empty database that is deleted
/// afterwards. It listens nowhere, logs nothing, runs no background work, and its integrations are in plan mode, so nothing ever
/// calls Looker (docs/decisions/0033-sealed-replay.md).
/// </summary>
internal sealed class SealedDirectory : IAsyncDisposable
{
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];

    private readonly WebApplication _app;
    private readonly RequestDelegate _pipeline;
    private readonly CancellationToken _ct;
    private int _integrations;

    private SealedDirectory(WebApplication app, RequestDelegate pipeline, string path, CancellationToken ct) =>
        (_app, _pipeline, Path, _ct) = (app, pipeline, path, ct);

    /// <summary>Of the database, which lasts as long as this.</summary>
    public string Path { get; }

    /// <param name="settings">Of the server. What the endpoint answers depends on them.</param>
    /// <param name="ct">Ends every request that is sent to it.</param>
    /// <exception cref="UnavailableException">There is no room for the database, or its folder cannot be written.</exception>
    public static async Task<SealedDirectory> OpenAsync(ScimifySettings settings, CancellationToken ct)
    {
        // A file, because the database makes sure that its file is there. After a crash, the next start deletes it (TemporaryFiles).
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"scimify-doctor-{Guid.NewGuid():N}.db");
        var app = Build(settings with
        {
            PublicUrl = null,
            Database = new DatabaseSettings(DatabaseProvider.Sqlite, path),
            KeyRing = new KeyRingSettings(null, null),
            Sync = settings.Sync with { Wait = TimeSpan.Zero },
        });
        var opened = new SealedDirectory(app, Pipeline(app), path, ct);
        try
        {
            await app.Services.GetRequiredService<ScimifyDatabase>().MigrateAsync(ct);
            await app.Services.GetRequiredService<TokenHasher>().LoadAsync(ct);
            app.Services.GetRequiredService<Readiness>().Open();
            return opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DbException or DatabaseNotUsableException)
        {
            await opened.DisposeAsync();
            throw new UnavailableException($"The tests need a temporary database, which could not be made: {e.Message}", cause: e);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds an integration with the policies and mappings of a real one, and nobody in it.</summary>
    /// <returns>Sends requests to it.</returns>
    public async Task<Func<ReplayRequest, Task<ReplayAnswer>>> ServeAsync(SealedTarget target)
    {
        var (organization, integration) = await AddAsync(target);
        var actor = Actor.OfCommandLine(organization.Key, organization.Id) with { AuthenticatedAt = Clock.GetUtcNow() };
        var token = await _app.Services.GetRequiredService<TokenService>().CreateAsync(actor, new NewScimToken(integration.Id, "doctor", null), _ct);
        return request => SendAsync(request, token.Secret);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var suffix in Suffixes)
        {
            File.Delete(Path + suffix);
        }
    }

    private TimeProvider Clock => _app.Services.GetRequiredService<TimeProvider>();

    private static WebApplication Build(ScimifySettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(SealedDirectory).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        var services = builder.Services;
        services.AddScimifyCore(settings, TimeProvider.System);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<Readiness>();
        services.AddScimifyAuthentication();
        builder.AddScimifyScim(settings);
        builder.AddScimifyApi(settings);
        builder.AddScimifyMetrics();
        return builder.Build();
    }

    private static RequestDelegate Pipeline(WebApplication app)
    {
        app.UseScimifyHost();
        app.MapScimifyScim();
        app.MapControllers();
        app.UseEndpoints(_ => { });
        return ((IApplicationBuilder)app).Build();
    }

    private Task<(Organization, Integration)> AddAsync(SealedTarget target) => _app.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
        session =>
        {
            var now = Clock.GetUtcNow();
            var organization = new Organization { Id = Guid.NewGuid(), Name = $"Doctor {++_integrations}", CreatedAt = now };
            session.Context.Organizations.Add(organization);
            session.Context.SaveChanges();
            var integration = new Integration
            {
                Id = Guid.NewGuid(),
                OrganizationKey = organization.Key,
                Name = target.Name,
                BaseUrl = "https://looker.invalid",
                ClientId = "none",
                ProtectedClientSecret = "",
                GroupDescription = target.GroupDescription,
                Mode = IntegrationMode.Plan,
                Policies = target.Policies,
                CreatedAt = now,
                UpdatedAt = now,
            };
            session.Context.Integrations.Add(integration);
            session.Context.SaveChanges();
            session.Context.IntegrationCounters.Add(new IntegrationCounters { IntegrationKey = integration.Key });
            session.Context.IntegrationMappings.Add(new IntegrationMappings { IntegrationKey = integration.Key, Version = 1, Attributes = target.Mappings });
            session.Context.SaveChanges();
            return (organization, integration);
        },
        _ct);

    private async Task<ReplayAnswer> SendAsync(ReplayRequest request, string secret)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var (path, query) = request.Path.Split('?', 2) is [var before, var behind] ? (before, "?" + behind) : (request.Path, "");
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = _ct };
        (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Protocol) = (request.Method, "https", new("localhost"), "HTTP/1.1");
        (context.Request.Path, context.Request.QueryString) = ("/scim/v2" + path, new(query));
        context.Request.Headers.Authorization = $"Bearer {secret}";
        context.Request.Headers.UserAgent = request.Agent;
        if (request.Body is { } body)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            (context.Request.Body, context.Request.ContentLength, context.Request.ContentType) = (new MemoryStream(bytes), bytes.Length, "application/scim+json; charset=utf-8");
        }

        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await _pipeline(context);
        await context.Response.BodyWriter.FlushAsync(_ct);
        return new(context.Response.StatusCode, context.Response.ContentType, Encoding.UTF8.GetString(answer.ToArray()));
    }
}

/// <summary>What the answers to an integration's identity provider depend on.</summary>
/// <param name="Mappings">As <see cref="IntegrationMappings"/> stores them; null for none.</param>
internal sealed record SealedTarget(string Name, string GroupDescription, IntegrationPolicies Policies, string? Mappings);
