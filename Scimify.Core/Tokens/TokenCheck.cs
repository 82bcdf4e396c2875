namespace Scimify.Core.Tokens;

/// <summary>Outcome of presenting a secret to the SCIM endpoint.</summary>
public abstract record TokenCheck
{
    private TokenCheck()
    {
    }

    public sealed record Accepted(ScimTokenIdentity Identity) : TokenCheck;

    /// <summary>No such token; also any text that cannot be one.</summary>
    public sealed record Unknown : TokenCheck
    {
        public static Unknown Instance { get; } = new();
    }

    public sealed record Expired(DateTimeOffset At, ScimTokenIdentity Token) : TokenCheck;

    /// <summary>Revoked, or its integration was deleted.</summary>
    public sealed record Revoked(ScimTokenIdentity Token) : TokenCheck;

    /// <summary>The secret before the last rotation, after its overlap.</summary>
    public sealed record Replaced(ScimTokenIdentity Token) : TokenCheck;

    /// <summary>A good token, from an address that is not on its list.</summary>
    public sealed record NotFromHere(ScimTokenIdentity Token) : TokenCheck;
}

/// <summary>On whose behalf a SCIM request runs; it can see and touch this integration only.</summary>
public sealed record ScimTokenIdentity(
    Guid TokenId, string TokenName, int IntegrationKey, Guid IntegrationId, int OrganizationKey, Guid OrganizationId)
{
    public TokenScopes Scopes { get; init; } = TokenScopes.All;
}
