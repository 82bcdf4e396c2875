using Microsoft.AspNetCore.Identity;
using Scimify.Core.Integrations;
using Scimify.Core.Organizations;
using Scimify.Core.Persistence;
using Scimify.Portal.Composition.Settings;
using Scimify.Portal.Security;

namespace Scimify.Portal.Composition;

/// <summary>What server and command line share: database, key ring, people, tokens.</summary>
internal static class CoreComposition
{
    public static IServiceCollection AddScimifyCore(this IServiceCollection services, ScimifySettings settings, TimeProvider clock)
    {
        services.AddSingleton(settings);
        services.AddSingleton(clock);
        services.AddScimifyPersistence(settings.Database.Provider, settings.Database.Target);
        services.AddScimifyKeyRing(settings);
        services.AddSingleton<ISecretProtector, SecretProtector>();
        services.AddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>();
        services.AddScimifyAccounts();
        return services;
    }
}
