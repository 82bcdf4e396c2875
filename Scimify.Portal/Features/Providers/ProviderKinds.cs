using Scimify.Core.SignIn;

namespace Scimify.Portal.Features.Providers;

/// <summary>What the console asks for and explains, by whose OpenID Connect it is.</summary>
/// <param name="AddressLabel">Null if there is only one address.</param>
/// <param name="RoleClaim">Where roles usually come from.</param>
/// <param name="Logout">Where the back-channel logout address goes; null if the provider has no such thing.</param>
/// <param name="Steps">What to do at the provider, click by click. {0} is the redirect address.</param>
internal sealed record ProviderKinds(string Name, string? AddressLabel, string AddressExample, string Scopes, string RoleClaim, string? Logout, IReadOnlyList<string> Steps)
{
    private const string EntraHost = "https://login.microsoftonline.com/";
    private const string EntraVersion = "/v2.0";
    private const string Google = "https://accounts.google.com";

    public static readonly IReadOnlyDictionary<ProviderKind, ProviderKinds> All = new Dictionary<ProviderKind, ProviderKinds>
    {
        [ProviderKind.Entra] = new("Microsoft Entra ID", "Tenant", "7c1f40b2-90aa-4e0e-8d51-1f0e2b7716e2", ProviderRules.UsualScopes, "roles", null,
        [
            "In the Entra admin center, open Entra ID, App registrations, New registration. Choose the platform Web, and enter the redirect address.",
            "Copy the directory (tenant) ID and the application (client) ID from the overview to here.",
            "Under Certificates & secrets, create a client secret, and copy its value.",
            "Under App roles, create a role for each role here, allowed for users and groups, and add a rule here with the claim roles and its value.",
            "Under Enterprise applications, your application, Users and groups, assign people or groups to the app roles.",
        ]),
        [ProviderKind.Okta] = new("Okta", "Okta domain or issuer", "example.okta.com", ProviderRules.UsualScopes + " groups", "groups", "Enter it if your Okta offers back-channel logout for the application. Without it, sessions here end by themselves.",
        [
            "In the Okta admin console, open Applications, Create App Integration, OIDC, Web Application.",
            "Keep the grant type Authorization Code, and enter the redirect address under Sign-in redirect URIs.",
            "Copy the client ID and the client secret to here. The Okta domain is the address of your sign-in page.",
            "Under Sign On, OpenID Connect ID Token, set the groups claim filter: groups, starts with, and the start of your groups' names.",
            "Under Assignments, assign the people or groups that may sign in.",
        ]),
        [ProviderKind.Google] = new("Google Workspace", null, "", ProviderRules.UsualScopes, "email", null,
        [
            "In the Google Cloud console, open Google Auth Platform, and choose the audience Internal, so that only your Workspace can use it.",
            "Under Clients, create a client of the type Web application.",
            "Enter the redirect address under Authorized redirect URIs.",
            "Copy the client ID and the client secret to here.",
            "Enter your Workspace domain here. Google's tokens have no groups: give roles by e-mail address, or one role to everybody.",
        ]),
        [ProviderKind.Keycloak] = new("Keycloak", "Address of the realm", "https://keycloak.example.com/realms/company", ProviderRules.UsualScopes, "groups", "Under Settings, Logout settings, enter it as Backchannel logout URL, and switch Backchannel logout session required on.",
        [
            "In the realm, open Clients, Create client, with the type OpenID Connect.",
            "Switch Client authentication on, and keep only Standard flow.",
            "Enter the redirect address under Valid redirect URIs.",
            "Copy the client ID, and the secret under Credentials, to here.",
            "Under Client scopes, the dedicated scope, Add mapper, By configuration, choose Group Membership, with the claim groups and Full group path off.",
        ]),
        [ProviderKind.Other] = new("Another provider", "Issuer", "https://id.example.com", ProviderRules.UsualScopes, "groups", "Enter it if the provider has OpenID Connect Back-Channel Logout. Whoever signs out there is then signed out here.",
        [
            "Register a confidential web client with the authorization code flow and PKCE.",
            "Enter the redirect address. It must match exactly.",
            "Copy the client ID and the client secret to here. The issuer is the address before /.well-known/openid-configuration.",
            "Let the ID token or userinfo contain groups or roles.",
            "Allow the people who may sign in to use the client.",
        ]),
    };

    /// <summary>The address as people know it, as the issuer's.</summary>
    public static string AuthorityOf(ProviderKind kind, string address) => kind switch
    {
        ProviderKind.Google => Google,
        _ when address.Length == 0 || address.Contains("://", StringComparison.Ordinal) => address.Trim(),
        ProviderKind.Entra => EntraHost + address.Trim() + EntraVersion,
        _ => "https://" + address.Trim(),
    };

    /// <summary>The opposite of <see cref="AuthorityOf"/>.</summary>
    public static string AddressOf(ProviderKind kind, string authority) =>
        kind == ProviderKind.Entra && authority.StartsWith(EntraHost, StringComparison.Ordinal) && authority.EndsWith(EntraVersion, StringComparison.Ordinal)
            ? authority[EntraHost.Length..^EntraVersion.Length]
            : authority;
}
