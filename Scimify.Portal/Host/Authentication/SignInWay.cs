using Scimify.Core.People.Sessions;

namespace Scimify.Portal.Host.Authentication;

/// <summary>How somebody signs in with this request, for the audit log and the list of sessions.</summary>
/// <param name="Words">Such as <c>passkey</c>.</param>
/// <param name="Provider">What the provider calls the session; null without one.</param>
internal sealed record SignInWay(string Words, ProviderSession? Provider = null)
{
    public static readonly SignInWay Password = new("password");
    public static readonly SignInWay Passkey = new("passkey");
    public static readonly SignInWay PasswordAndApp = new("password and authenticator app");
    public static readonly SignInWay PasswordAndPasskey = new("password and passkey");
    public static readonly SignInWay PasswordAndRecoveryCode = new("password and recovery code");

    public static SignInWay Of(HttpContext http) => http.Features.Get<SignInWay>() ?? Password;
}
