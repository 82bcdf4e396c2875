using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Where the keys are that encrypt Looker secrets and cookies. With SQLite they are beside the database file and not in it, so
/// that a copy of the database alone reveals nothing. If several nodes share a database, they are in it.
/// </summary>
internal static class KeyRing
{
    private const string ApplicationName = "Scimify";

    public static void AddScimifyKeyRing(this IServiceCollection services, ScimifySettings settings)
    {
        var protection = services.AddDataProtection().SetApplicationName(ApplicationName);
        if (settings.Database.Provider == DatabaseProvider.Sqlite)
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(settings.KeyRing.Folder ?? DataDirectory.Keys(settings.DataDirectory)));
        }
        else
        {
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => new ConfigureOptions<KeyManagementOptions>(
                options => options.XmlRepository = new DatabaseKeyRepository(s.GetRequiredService<ScimifyDatabase>())));
        }

        if (settings.KeyRing.CertificateFile is not null)
        {
            protection.ProtectKeysWithCertificate(Certificate(settings.KeyRing));
        }
    }

    /// <summary>
    /// The framework loads the ring before the server listens, when its table may not exist yet. Call this after everything that
    /// registers that again.
    /// </summary>
    public static void LoadKeyRingOnFirstUse(this IServiceCollection services)
    {
        var warmUp = services.Where(s => s.ServiceType == typeof(IHostedService)
            && s.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly).ToList();
        foreach (var service in warmUp)
        {
            services.Remove(service);
        }
    }

    private static X509Certificate2 Certificate(KeyRingSettings settings)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(settings.CertificateFile!, settings.CertificatePassword);
        }
        catch (CryptographicException e)
        {
            throw new SettingsException([$"Scimify:KeyRing:CertificateFile must be a PKCS#12 file that opens with Scimify:KeyRing:CertificatePassword, but: {e.Message}"]);
        }
    }
}
