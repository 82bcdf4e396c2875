using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>How long the SCIM tokens, or the personal access tokens, of an organization may live. It applies to new secrets, not to existing ones.</summary>
/// <param name="NeverAllowed">Whether a token may have no expiry, which Microsoft Entra ID wants and auditors do not.</param>
/// <param name="MaxDays">The longest life of a token that expires; null for no limit.</param>
/// <param name="DefaultDays">The life of a token if the request names none; null for no expiry.</param>
public sealed record TokenPolicy(bool NeverAllowed, int? MaxDays, int? DefaultDays)
{
    public const int MostDays = 3650;

    public static TokenPolicy Open { get; } = new(true, null, null);

    /// <exception cref="ValidationFailedException"><c>maxDays</c> or <c>defaultDays</c>.</exception>
    public void Check()
    {
        if (MaxDays is < 1 or > MostDays)
        {
            throw ValidationFailedException.Of("maxDays", $"must be a whole number from 1 to {MostDays}, or null.");
        }

        if (DefaultDays is < 1 || DefaultDays > (MaxDays ?? MostDays))
        {
            throw ValidationFailedException.Of("defaultDays", $"must be a whole number from 1 to {MaxDays ?? MostDays}, or null.");
        }

        if (DefaultDays is null && !NeverAllowed)
        {
            throw ValidationFailedException.Of("defaultDays", "must be given where every token has to expire.");
        }
    }

    public DateTimeOffset? DefaultExpiry(DateTimeOffset now) => DefaultDays is { } days ? now.AddDays(days) : null;

    /// <exception cref="RuleViolatedException">It is not in the future.</exception>
    public static void RequireFuture(DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if (expiresAt <= now)
        {
            throw new RuleViolatedException("Expire time must be in the future");
        }
    }

    /// <exception cref="RuleViolatedException">The token would live longer than the policy allows.</exception>
    public void Require(DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if (expiresAt is null && !NeverAllowed)
        {
            throw new RuleViolatedException("The token policy of the organization allows no token without an expiration date");
        }

        if (MaxDays is { } days && expiresAt > now.AddDays(days))
        {
            throw new RuleViolatedException($"The token policy of the organization allows at most {days} days until the expiration date");
        }
    }
}
