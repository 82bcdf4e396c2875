using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>A token request that is refused (RFC 6749 section 5.2). The caller learns little; the reason is for who manages the client.</summary>
internal sealed class TokenRefusal : Exception
{
    private const string NotItself = "The client is unknown, or the request does not prove that it is from this client.";

    private TokenRefusal(int status, string error, string description, RejectionReason reason)
        : base(description) => (Status, Error, Reason) = (status, error, reason);

    public int Status { get; }

    public string Error { get; }

    public RejectionReason Reason { get; }

    /// <summary>Null if no client is named that there is.</summary>
    public ScimTokenIdentity? Client { get; private init; }

    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>400 <c>invalid_request</c>.</summary>
    public static TokenRefusal InvalidRequest(string description) => new(StatusCodes.Status400BadRequest, "invalid_request", description, RejectionReason.Request);

    /// <summary>400 <c>unsupported_grant_type</c>.</summary>
    public static TokenRefusal UnsupportedGrantType() =>
        new(StatusCodes.Status400BadRequest, "unsupported_grant_type", "grant_type must be client_credentials.", RejectionReason.Request);

    /// <summary>401 <c>invalid_client</c>, in the same words whatever is wrong.</summary>
    public static TokenRefusal InvalidClient(RejectionReason reason, ScimTokenIdentity? client) =>
        new(StatusCodes.Status401Unauthorized, "invalid_client", NotItself, reason) { Client = client };

    /// <summary>401 <c>invalid_client</c>, for a client that has proved who it is.</summary>
    public static TokenRefusal NotFromHere(string? address, ScimTokenIdentity client) =>
        new(StatusCodes.Status401Unauthorized, "invalid_client", $"This client may not be used from {address}: its list of networks does not contain the address.", RejectionReason.Address) { Client = client };

    /// <summary>400 <c>invalid_scope</c>.</summary>
    public static TokenRefusal InvalidScope(TokenScopes allowed, ScimTokenIdentity client) =>
        new(StatusCodes.Status400BadRequest, "invalid_scope", $"scope must be scim, or some of {string.Join(", ", TokenScopeRules.NamesOf(allowed))}.", RejectionReason.Scope) { Client = client };

    /// <summary>503, in the words of RFC 6749 section 4.1.2.1.</summary>
    public static TokenRefusal KeysAway(ScimTokenIdentity client) =>
        new(StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", "The keys of the assertion's issuer cannot be read now. Try again later.", RejectionReason.KeysAway)
        {
            Client = client,
            RetryAfter = TrustedKeys.Pause,
        };
}
