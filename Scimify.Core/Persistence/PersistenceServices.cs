using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scimify.Core.Changes;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Erasure;
using Scimify.Core.Persistence.Notifications;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Persistence.Requests;
using Scimify.Core.Persistence.Reviews;
using Scimify.Core.Persistence.Saml;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Persistence.Servers;
using Scimify.Core.Persistence.Streams;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Provisioning.Impact;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Core.Streams;

namespace Scimify.Core.Persistence;

/// <summary>Which database the installation uses (<c>Scimify:Database:Provider</c>).</summary>
public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

public static class PersistenceServices
{
    /// <param name="services">The collection to add the database, its contexts and the stores to.</param>
    /// <param name="provider">Which database.</param>
    /// <param name="target">The file for SQLite; the connection string for PostgreSQL.</param>
    /// <param name="limits">For what identity providers ask.</param>
    public static IServiceCollection AddScimifyPersistence(this IServiceCollection services, DatabaseProvider provider, string target, DirectoryLimits limits)
    {
        services.AddSingleton(s => new AuditKey(s.GetRequiredService<ISecretProtector>));
        services.AddSingleton(limits);
        services.AddSingleton<ScimifyDatabase>(s => provider == DatabaseProvider.Sqlite
            ? new SqliteDatabase(target, s.GetRequiredService<AuditKey>(), s.GetRequiredService<ILogger<ScimifyDatabase>>()) { Clock = s.GetRequiredService<TimeProvider>() }
            : new PostgresDatabase(target, s.GetRequiredService<AuditKey>()) { Clock = s.GetRequiredService<TimeProvider>() });
        services.AddSingleton(s =>
        {
            var feed = new ChangeFeed(s.GetRequiredService<TimeProvider>());
            s.GetRequiredService<ScimifyDatabase>().Changed += feed.Publish;
            return feed;
        });
        services.AddSingleton<IDbContextFactory<ScimifyContext>>(s => s.GetRequiredService<ScimifyDatabase>());
        services.AddSingleton<IDirectoryStore, DirectoryStore>();
        services.AddSingleton<ISyncStore, SyncStore>();
        services.AddSingleton<IClockStore, ClockStore>();
        services.AddSingleton<IResyncStore, ResyncStore>();
        services.AddSingleton<IDriftStore, DriftStore>();
        services.AddSingleton<IIdempotencyStore, IdempotencyStore>();
        services.AddSingleton<IWebhookStore, WebhookStore>();
        services.AddSingleton<ILogStreamStore, LogStreamStore>();
        services.AddSingleton<IProtectedAccountStore, ProtectedAccountStore>();
        services.AddSingleton<ISamlStore, SamlStore>();
        services.AddSingleton<ISamlDraftStore, SamlDraftStore>();
        services.AddSingleton<IDeletionImpactStore, DeletionImpactStore>();
        services.AddSingleton<IMappingStore, MappingStore>();
        services.AddSingleton<IReviewStore, ReviewStore>();
        services.AddSingleton<IReviewLinkStore, ReviewLinkStore>();
        services.AddSingleton<IErasureStore, ErasureStore>();
        services.AddSingleton<LogRetention>();
        services.AddSingleton<AccessRetention>();
        services.AddSingleton<AccessOpening>();
        if (provider == DatabaseProvider.Postgres)
        {
            services.AddSingleton<ServerPresence>();
        }

        return services;
    }
}
