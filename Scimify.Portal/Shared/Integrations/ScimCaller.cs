using Scimify.Core.OAuth;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Shared.Integrations;

/// <summary>What an identity provider proves itself with: a token, or an OAuth client.</summary>
/// <param name="ExpiresAt">When nothing of it works any more; null for never.</param>
public sealed record ScimCaller(
    Guid Id, string Name, bool IsClient, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedFrom, string? LastUsedAgent)
{
    /// <summary>In front of its name.</summary>
    public string Kind => IsClient ? "OAuth client" : "Token";

    public static ScimCaller Of(ScimTokenView token) =>
        new(token.Id, token.Description, IsClient: false, token.ExpiresAt, token.LastUsedAt, token.LastUsedFrom, token.LastUsedAgent);

    public static ScimCaller Of(OAuthClientView client) => new(
        client.Id, client.Name, IsClient: true, client.Secrets.Count == 0 || client.Secrets.Any(secret => secret.ExpiresAt is null) ? null : client.Secrets.Max(secret => secret.ExpiresAt),
        client.LastUsedAt, client.LastUsedFrom, client.LastUsedAgent);

    public bool IsExpiredAt(DateTimeOffset now) => ExpiresAt <= now;
}
