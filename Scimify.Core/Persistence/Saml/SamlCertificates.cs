using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Saml;

namespace Scimify.Core.Persistence.Saml;

/// <summary>How long SAML logins can go on, by the settings that Looker was last seen to have. Does not call Looker.</summary>
public static class SamlCertificates
{
    /// <summary>For each integration with SAML on, the certificate that is valid longest.</summary>
    /// <param name="organizationKey">Null for all organizations.</param>
    public static async Task<IReadOnlyList<LastingCertificate>> LastingCertificatesAsync(this ScimifyContext db, int? organizationKey, CancellationToken ct)
    {
        var latest = await db.Integrations
            .Where(i => i.DeletedAt == null && (organizationKey == null || i.OrganizationKey == organizationKey))
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new
            {
                i.Id,
                i.Name,
                Settings = db.SamlRevisions.Where(r => r.IntegrationKey == i.Key && r.State == SamlRevisionState.Applied)
                    .OrderByDescending(r => r.SettledAt).ThenByDescending(r => r.Number).Select(r => r.Settings).FirstOrDefault(),
            })
            .ToListAsync(ct);
        return
        [
            .. from i in latest
               where i.Settings is not null
               let settings = SamlSettings.Parse(i.Settings)
               where settings.IsEnabled
               let certificate = settings.LastingCertificate
               where certificate is not null
               select new LastingCertificate(i.Id, i.Name, certificate),
        ];
    }
}

/// <param name="Name">The integration's name.</param>
public sealed record LastingCertificate(Guid IntegrationId, string Name, SamlCertificate Certificate);
