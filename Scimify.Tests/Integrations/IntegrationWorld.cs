using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Integrations;
using Scimify.Core.Persistence.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Host.Security;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Integrations;

/// <summary>The integration service on either database, with two organizations and no server.</summary>
internal sealed class IntegrationWorld : IAsyncDisposable
{
    public static readonly NewIntegration Production = new() { Name = "Production", InstanceName = "mycompany", ClientId = "client", ClientSecret = "canary-secret" };

    private readonly TestDatabase _test;
    private readonly ServiceProvider _services;

    private IntegrationWorld(TestDatabase test, ServiceProvider services, Actor owner, Actor stranger)
    {
        _test = test;
        _services = services;
        Owner = owner;
        Stranger = stranger;
    }

    public Actor Owner { get; }

    /// <summary>The owner of the other organization.</summary>
    public Actor Stranger { get; }

    public IntegrationService Integrations => Get<IntegrationService>();

    public ScimifyDatabase Database => _test.Database;

    /// <summary>The keys that the watcher heard of, in order.</summary>
    public List<int> Told => Get<ListeningWatcher>().Keys;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<IntegrationWorld> CreateAsync(DatabaseProvider provider, TimeProvider? clock = null)
    {
        var test = await TestDatabase.CreateAsync(provider);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(test.Database)
            .AddSingleton<IDbContextFactory<ScimifyContext>>(test.Database)
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .AddSingleton<ISecretProtector, SecretProtector>()
            .AddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>()
            .AddSingleton<ListeningWatcher>()
            .AddSingleton<IIntegrationWatcher>(s => s.GetRequiredService<ListeningWatcher>())
            .AddScimifyAccounts()
            .AddScimifyIntegrations(new LookerNetworkPolicy(), LookerLimits.Default)
            .BuildServiceProvider();
        return new IntegrationWorld(test, services, await OwnerOfAsync(test.Database, "Acme"), await OwnerOfAsync(test.Database, "Strangers"));
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _test.DisposeAsync();
    }

    private static Task<Actor> OwnerOfAsync(ScimifyDatabase database, string name) => database.WriteAsync(
        session =>
        {
            var organization = new Organization { Id = Guid.NewGuid(), Name = name };
            session.Context.Organizations.Add(organization);
            session.Context.SaveChanges();
            return new Actor("api", Guid.NewGuid(), $"owner@{name}", organization.Key, organization.Id, PortalRole.Owner, "203.0.113.7");
        },
        CancellationToken.None);

    private sealed class ListeningWatcher : IIntegrationWatcher
    {
        public List<int> Keys { get; } = [];

        public void Changed(int integrationKey) => Keys.Add(integrationKey);

        public void AnyMayHaveChanged() => throw new NotSupportedException("There is one server.");
    }
}
