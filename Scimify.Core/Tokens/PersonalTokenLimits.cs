using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>
/// What a new personal access token may be. The organization's policy limits its life. A token that is created with another one
/// ends no later, covers no more and is used from nowhere else, or a stolen token could be made into a better one.
/// </summary>
internal sealed record PersonalTokenLimits(TokenPolicy Policy, ActorToken? Parent)
{
    /// <summary>The expiry if the request names none.</summary>
    public DateTimeOffset? DefaultExpiry(DateTimeOffset now) =>
        Policy.DefaultExpiry(now) is { } usual && !(usual > Parent?.ExpiresAt) ? usual : Parent?.ExpiresAt;

    /// <param name="allowedNetworks">As the request has them; null to take over those of the parent.</param>
    /// <returns>The networks in the form of <see cref="TokenNetworks.Stored"/>.</returns>
    /// <exception cref="ValidationFailedException"><c>allowedNetworks</c>: one is no network, or not within those of the parent.</exception>
    public string? Networks(IReadOnlyCollection<string>? allowedNetworks)
    {
        if (allowedNetworks is null)
        {
            return Parent?.AllowedNetworks;
        }

        var stored = TokenNetworks.Stored(allowedNetworks);
        return TokenNetworks.Parse(Parent?.AllowedNetworks).Include(TokenNetworks.Parse(stored))
            ? stored
            : throw ValidationFailedException.Of("allowedNetworks", "must be within the networks of the token that creates this one.");
    }

    /// <exception cref="RuleViolatedException">The expiry is not in the future, or later than the policy or the parent allows.</exception>
    public void RequireExpiry(DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        TokenPolicy.RequireFuture(expiresAt, now);
        Policy.Require(expiresAt, now);
        if (Parent?.ExpiresAt is { } end && !(expiresAt <= end))
        {
            throw new RuleViolatedException($"A personal access token cannot outlive the one that creates it, which expires at {end.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        }
    }

    /// <exception cref="ValidationFailedException"><c>scope</c>: it covers more than the parent's.</exception>
    public void RequireScope(PersonalTokenScope scope)
    {
        if (scope > Parent?.Scope)
        {
            throw ValidationFailedException.Of("scope", "must stay within the scope of the token in use.");
        }
    }
}
