namespace Scimify.Core.Tokens;

/// <summary>The result of presenting a secret to the SCIM endpoint.</summary>
public abstract record TokenCheck
{
    private TokenCheck()
    {
    }

    public sealed record Accepted(ScimTokenIdentity Identity) : TokenCheck;

    /// <summary>There is no such token, or the text cannot be one.</summary>
    public sealed record Unknown : TokenCheck
    {
        public static Unknown Instance { get; } = new();
    }

    public sealed record Expired(DateTimeOffset At, ScimTokenIdentity Token) : TokenCheck;

    /// <summary>The token was revoked, or its integration deleted.</summary>
    public sealed record Revoked(ScimTokenIdentity Token) : TokenCheck;

    /// <summary>The secret before the last rotation, after its overlap has ended.</summary>
    public sealed record Replaced(ScimTokenIdentity Token) : TokenCheck;

    /// <summary>A valid token, but from an address that is not on its list.</summary>
    public sealed record NotFromHere(ScimTokenIdentity Token) : TokenCheck;
}

/// <summary>On whose behalf a SCIM request runs. It can see and touch only this integration.</summary>
/// <param name="TokenId">The token, or the OAuth client whose access token is used: logs, limits and revocation are about the client.</param>
public sealed record ScimTokenIdentity(
    Guid TokenId, string TokenName, int IntegrationKey, Guid IntegrationId, int OrganizationKey, Guid OrganizationId)
{
    public TokenScopes Scopes { get; init; } = TokenScopes.All;
}
