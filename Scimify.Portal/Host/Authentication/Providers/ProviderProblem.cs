using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Scimify.Core.Primitives;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>Why a journey to a provider did not end as it should. Each is a word in the address of the page that explains it.</summary>
[JsonConverter(typeof(EnumWordsConverter<ProviderProblem>))]
internal enum ProviderProblem
{
    /// <summary>It does not answer, or nonsense.</summary>
    Down,

    /// <summary>It rejects the client ID or the client secret.</summary>
    Secret,

    /// <summary>The person or the provider said no.</summary>
    Declined,

    /// <summary>The answer belongs to no sign-in that this browser began, or comes too late.</summary>
    Lost,

    /// <summary>The token is not valid.</summary>
    Token,

    /// <summary>The provider refuses what the console asks for.</summary>
    Request,

    NoIdentity,
    OtherTenant,
    OtherDomain,
    NoRole,
    TooManyGroups,
    NotConnected,
    AddressTaken,
    Locked,
    Off,

    /// <summary>The account is somebody else's already.</summary>
    Taken,

    /// <summary>The account's address is the one of somebody else here.</summary>
    OtherPerson,

    /// <summary>The one-time link works no more.</summary>
    LinkGone,

    /// <summary>Whoever began it is not signed in any more, or has another role.</summary>
    NotYou,

    /// <summary>Too many from one address.</summary>
    TooMany,
}

internal static class ProviderProblems
{
    private static readonly string[] Client = ["invalid_client", "unauthorized_client"];
    private static readonly string[] No = ["access_denied", "login_required", "consent_required", "interaction_required", "account_selection_required"];

    public static ProviderProblem Of(SignInRefusal why) => Enum.Parse<ProviderProblem>(why.ToString());

    public static ProviderProblem Of(Exception? failure) => ErrorOf(failure) is { } error
        ? Client.Contains(error) ? ProviderProblem.Secret : No.Contains(error) ? ProviderProblem.Declined : ProviderProblem.Request
        : failure switch
        {
            SecurityTokenException or OpenIdConnectProtocolException => ProviderProblem.Token,
            HttpRequestException or IOException or OperationCanceledException or InvalidOperationException or System.Text.Json.JsonException => ProviderProblem.Down,
            _ => ProviderProblem.Lost,
        };

    /// <summary>What an ID token that is not valid has wrong; null for other failures.</summary>
    public static string? WrongOf(Exception? failure) => failure switch
    {
        SecurityTokenInvalidIssuerException => "issuer",
        SecurityTokenInvalidAudienceException => "audience",
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSigningKeyException => "signature",
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => "time",
        OpenIdConnectProtocolInvalidNonceException => "nonce",
        SecurityTokenException or OpenIdConnectProtocolException when ErrorOf(failure) is null => "content",
        _ => null,
    };

    /// <summary>The error code of the provider (RFC 6749 section 5.2); null if it sent none.</summary>
    public static string? ErrorOf(Exception? failure) => failure?.Data["error"] as string;

    /// <summary>Leads to the page that says what to do. It names the request, under which the server's log has the rest.</summary>
    public static void Lead(HttpContext http, ProviderProblem problem) =>
        http.Response.Redirect($"{http.Request.PathBase}/sign-in/problem?why={EnumWords.Of(problem)}&request={RequestId.Of(http)}");
}
