namespace Scimify.Core.Tokens;

/// <summary>Stores the last use of tokens.</summary>
public interface ITokenUseStore
{
    /// <summary>Moves <c>lastUsedAt</c> forward, never back, and at most once in <paramref name="atMostOncePer"/>.</summary>
    Task NoteAsync(IReadOnlyCollection<TokenUse> uses, TimeSpan atMostOncePer, CancellationToken ct);
}

/// <summary>One use of a token, to be stored outside the request's path.</summary>
public sealed record TokenUse(TokenKind Kind, Guid TokenId, DateTimeOffset At, string? Address, string? Agent);

public enum TokenKind
{
    Scim,
    Personal,
    Metrics,

    /// <summary>The ID is the client's.</summary>
    OAuthClient,
}
