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

    public sealed record Expired(DateTimeOffset At) : TokenCheck;

    /// <summary>Revoked, or its integration was deleted.</summary>
    public sealed record Revoked : TokenCheck
    {
        public static Revoked Instance { get; } = new();
    }
}

/// <summary>On whose behalf a SCIM request runs; it can see and touch this integration only.</summary>
public sealed record ScimTokenIdentity(
    Guid TokenId, string TokenName, int IntegrationKey, Guid IntegrationId, int OrganizationKey, Guid OrganizationId);
