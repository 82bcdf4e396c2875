using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>
/// Creates, lists and revokes metrics tokens. They reach the numbers of every organization, so only the command line calls this,
/// which whoever operates the installation can run.
/// </summary>
public sealed class MetricsTokenService(IMetricsTokenStore store, TokenHasher hasher, TimeProvider clock)
{
    /// <returns>The secret, which is never shown again.</returns>
    /// <exception cref="ValidationFailedException"><c>name</c>.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future.</exception>
    public async Task<string> CreateAsync(string name, DateTimeOffset? expiresAt, CancellationToken ct)
    {
        var line = TokenName.Valid("name", name);
        var now = clock.GetUtcNow();
        TokenPolicy.RequireFuture(expiresAt, now);
        var secret = TokenSecret.New(TokenSecret.MetricsPrefix);
        var token = new MetricsToken
        {
            Id = Guid.NewGuid(),
            Name = line,
            Hash = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct),
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        await store.AddAsync(
            token,
            organization => Actor.OfCommandLine(organization.Key, organization.Id).Audit(now, "metricsToken.create", Subject(token.Id, line), after: new { name = line, expiresAt }),
            ct);
        return secret;
    }

    /// <summary>The newest first, without revoked ones.</summary>
    public Task<IReadOnlyList<MetricsTokenView>> ListAsync(CancellationToken ct) => store.ListAsync(ct);

    /// <exception cref="NotFoundException">There is no such token, or it is already revoked.</exception>
    public async Task RevokeAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var revoked = await store.RevokeAsync(
            id, now, (organization, name) => Actor.OfCommandLine(organization.Key, organization.Id).Audit(now, "metricsToken.revoke", Subject(id, name)), ct);
        if (!revoked)
        {
            throw new NotFoundException($"Metrics token with UUID {id} not found");
        }
    }

    private static AuditSubject Subject(Guid id, string name) => new("metricsToken", id.ToString(), name);
}
