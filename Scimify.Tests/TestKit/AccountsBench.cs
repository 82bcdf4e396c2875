using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Security;

namespace Scimify.Tests.TestKit;

/// <summary>People and tokens on either database, without a server, with a clock that the test moves.</summary>
public sealed class AccountsBench : IAsyncDisposable
{
    private readonly TestDatabase _test;
    private readonly ServiceProvider _services;

    private AccountsBench(TestDatabase test)
    {
        _test = test;
        _services = new ServiceCollection()
            .AddSingleton(test.Database)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
            .AddSingleton<ISecretProtector, SecretProtector>()
            .AddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>()
            .AddScimifyAccounts()
            .BuildServiceProvider();
    }

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    public FakeTimeProvider Clock { get; } = new();

    public ScimifyDatabase Database => _test.Database;

    public TokenService Tokens => Get<TokenService>();

    public PeopleService People => Get<PeopleService>();

    public PersonalAccessTokenService PersonalTokens => Get<PersonalAccessTokenService>();

    public static async Task<AccountsBench> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite) =>
        new(await TestDatabase.CreateAsync(provider));

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ValueTask<TokenCheck> CheckAsync(string secret, string address = "192.0.2.1") =>
        Get<ScimTokenAuthenticator>().CheckAsync(secret, System.Net.IPAddress.Parse(address), "Okta", CancellationToken.None);

    public ValueTask<PersonalAccessTokenCheck> CheckPersonalAsync(IssuedPersonalAccessToken token, string address = "192.0.2.1") =>
        Get<PersonalAccessTokenAuthenticator>().CheckAsync(token.Secret, System.Net.IPAddress.Parse(address), CancellationToken.None);

    public async Task<Actor> PersonAsync(PortalRole role = PortalRole.Owner, string? organization = null, string? email = null)
    {
        var created = await People.CreateFromCommandLineAsync(
            new NewPerson(email ?? $"{Guid.NewGuid():N}@example.com", role, "correct horse battery"), organization, CancellationToken.None);
        var person = await Get<PersonStates>().FindAsync(created.Id, CancellationToken.None);
        return new Actor("person", person!.Id, person.Email, person.OrganizationKey, person.OrganizationId, person.Role, "192.0.2.9") { AuthenticatedAt = Clock.GetUtcNow() };
    }

    public async Task<Integration> IntegrationAsync(Actor owner, string name = "Production")
    {
        var integration = new Integration
        {
            Id = Guid.NewGuid(),
            OrganizationKey = owner.OrganizationKey,
            Name = name,
            BaseUrl = "https://looker.example.com",
            ClientId = "client",
            ProtectedClientSecret = "unused",
            GroupDescription = "unused",
            CreatedAt = Clock.GetUtcNow(),
            UpdatedAt = Clock.GetUtcNow(),
        };
        await Database.WriteAsync(
            session =>
            {
                session.Context.Integrations.Add(integration);
                session.Context.SaveChanges();
            },
            CancellationToken.None);
        return integration;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _test.DisposeAsync();
    }
}
