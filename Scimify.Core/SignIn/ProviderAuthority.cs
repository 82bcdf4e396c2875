using Scimify.Core.Looker;

namespace Scimify.Core.SignIn;

/// <summary>The address of an issuer (OpenID Connect Discovery 1.0 section 4).</summary>
public static class ProviderAuthority
{
    /// <summary>Where an issuer describes itself, below its address.</summary>
    public const string Discovery = "/.well-known/openid-configuration";

    private const int MaxLength = 500;

    /// <summary>Where Entra answers for several tenants; its issuer then names the tenant of the token.</summary>
    private static readonly string[] ManyTenants = ["common", "organizations"];

    /// <param name="given">The issuer's address, with or without the path of its discovery document.</param>
    /// <returns>The address without a slash at its end, or what is wrong with it.</returns>
    public static (string Authority, string? Problem) Parse(string? given, ProviderNetworkPolicy policy)
    {
        var text = (given ?? "").Trim();
        text = (text.EndsWith(Discovery, StringComparison.Ordinal) ? text[..^Discovery.Length] : text).TrimEnd('/');
        var problem = text.Length is 0 or > MaxLength || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0
            ? "must be the issuer's address, such as https://example.okta.com."
            : url.Scheme is not ("https" or "http") ? "must begin with https://."
            : url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 ? "must have no user name, query or fragment."
            : url.Scheme == "http" && !(policy.Value.AllowInsecureHttp && url.IsLoopback) ? $"must begin with https:// (http:// is for this machine only, and needs the setting {policy.Value.Section}:AllowInsecureHttp)."
            : LookerAddresses.Problem(url.IdnHost, policy.Value) is { } refusal ? $"must be an address that the settings allow. {refusal}" : null;
        return (text, problem);
    }

    /// <summary>Whether people of any Entra tenant can get a token there.</summary>
    public static bool IsForManyTenants(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var url) && url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var tenant, ..]
        && ManyTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase);
}
