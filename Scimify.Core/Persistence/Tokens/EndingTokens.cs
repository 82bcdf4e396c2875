using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>SCIM tokens that people have to hear about: those that expire soon, and those that recently expired.</summary>
public static class EndingTokens
{
    /// <summary>How long an expired token is still mentioned.</summary>
    private static readonly TimeSpan Mourning = TimeSpan.FromDays(7);

    /// <summary>Sorted by expiry, the next first.</summary>
    public static async Task<IReadOnlyList<EndingToken>> EndingTokensAsync(this ScimifyContext db, int organizationKey, DateTimeOffset now, CancellationToken ct)
    {
        var (from, to) = (now - Mourning, now.AddDays((int)TokenWarning.Month));
        var ending = await db.ScimTokens
            .Where(t => t.OrganizationKey == organizationKey && t.RevokedAt == null && t.ExpiresAt > from && t.ExpiresAt <= to)
            .Join(db.Integrations.Where(i => i.DeletedAt == null), t => t.IntegrationKey, i => i.Key, (t, i) => new { t.Id, t.Description, t.CreatedAt, t.RotatedAt, t.ExpiresAt, Integration = i.Id, i.Name })
            .OrderBy(t => t.ExpiresAt).ThenBy(t => t.Id)
            .ToListAsync(ct);
        return
        [
            .. from t in ending
               let warning = TokenWarnings.At(t.RotatedAt ?? t.CreatedAt, t.ExpiresAt, now)
               where warning != TokenWarning.None
               select new EndingToken(t.Id, t.Description, t.ExpiresAt!.Value, t.Integration, t.Name, warning),
        ];
    }
}

/// <param name="IntegrationName">The name of the token's integration.</param>
public sealed record EndingToken(Guid Id, string Description, DateTimeOffset ExpiresAt, Guid IntegrationId, string IntegrationName, TokenWarning Warning);
