using Microsoft.AspNetCore.Identity;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.People;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>What server and command line share: database, key ring, people, tokens.</summary>
internal static class CoreComposition
{
    public static IServiceCollection AddScimifyCore(this IServiceCollection services, ScimifySettings settings, TimeProvider clock)
    {
        services.AddSingleton(settings);
        services.AddSingleton(clock);
        services.AddScimifyPersistence(settings.Database.Provider, settings.Database.Target, settings.Scim.Limits);
        services.AddScimifyKeyRing(settings);
        services.AddSingleton<ISecretProtector, SecretProtector>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PersonPasswordHasher.Iterations);
        services.AddSingleton<IPasswordHasher<Person>, PersonPasswordHasher>();
        services.AddScimifyAccounts();
        return services;
    }
}
