using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>SCIM tokens, and secrets of OAuth clients, that people have to hear about: those that expire soon, and those that recently expired.</summary>
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
        var tokens =
            from t in ending
            let warning = TokenWarnings.At(t.RotatedAt ?? t.CreatedAt, t.ExpiresAt, now)
            where warning != TokenWarning.None
            select new EndingToken(t.Id, t.Description, t.ExpiresAt!.Value, t.Integration, t.Name, warning);
        return [.. tokens.Concat(await EndingSecretsAsync(db, organizationKey, from, to, now, ct)).OrderBy(t => t.ExpiresAt).ThenBy(t => t.Id)];
    }

    /// <summary>A secret that has a successor may end in peace.</summary>
    private static async Task<IEnumerable<EndingToken>> EndingSecretsAsync(
        ScimifyContext db, int organizationKey, DateTimeOffset after, DateTimeOffset until, DateTimeOffset now, CancellationToken ct)
    {
        var ending = await (
            from secret in db.OAuthSecrets
            where secret.ExpiresAt > after && secret.ExpiresAt <= until
                && !db.OAuthSecrets.Any(other => other.ClientId == secret.ClientId && (other.ExpiresAt == null || other.ExpiresAt > secret.ExpiresAt))
            join client in db.OAuthClients on secret.ClientId equals client.Id
            where client.OrganizationKey == organizationKey && client.RevokedAt == null
            join integration in db.Integrations on client.IntegrationKey equals integration.Key
            where integration.DeletedAt == null
            select new { secret.Id, Client = client.Name, secret.CreatedAt, secret.ExpiresAt, Integration = integration.Id, integration.Name }).ToListAsync(ct);
        return
            from secret in ending
            let warning = TokenWarnings.At(secret.CreatedAt, secret.ExpiresAt, now)
            where warning != TokenWarning.None
            select new EndingToken(secret.Id, secret.Client, secret.ExpiresAt!.Value, secret.Integration, secret.Name, warning) { IsSecret = true };
    }
}

/// <param name="Id">Of the token or the secret.</param>
/// <param name="IntegrationName">The name of the token's integration.</param>
public sealed record EndingToken(Guid Id, string Description, DateTimeOffset ExpiresAt, Guid IntegrationId, string IntegrationName, TokenWarning Warning)
{
    /// <summary>Whether it is a secret of the OAuth client with the name <see cref="Description"/>.</summary>
    public bool IsSecret { get; init; }
}
