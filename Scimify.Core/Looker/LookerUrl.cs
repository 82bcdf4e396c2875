using System.Net;
using System.Text.RegularExpressions;
using Scimify.Core.Primitives;

namespace Scimify.Core.Looker;

/// <summary>Which addresses a Looker may have.</summary>
/// <param name="AllowInsecureHttp"><c>Scimify:Looker:AllowInsecureHttp</c>: http:// and this machine itself.</param>
/// <param name="AllowPrivateNetworks"><c>Scimify:Looker:AllowPrivateNetworks</c>.</param>
public sealed record LookerNetworkPolicy(bool AllowInsecureHttp = false, bool AllowPrivateNetworks = false)
{
    /// <summary>What is at the address, for messages.</summary>
    public string What { get; init; } = "Looker";

    /// <summary>The section of the two settings, for messages.</summary>
    public string Section { get; init; } = "Scimify:Looker";
}

/// <summary>The address of a Looker instance as a person types it: an instance name or an origin.</summary>
public static partial class LookerUrl
{
    private const string Expected = "must be the instance name (\"mycompany\") or the address of Looker's API, such as https://mycompany.cloud.looker.com or https://looker.example.com:19999.";

    /// <summary>"mycompany" becomes https://mycompany.cloud.looker.com; an address is checked and cut to its origin.
    /// Names are not resolved here: the connection itself checks what they resolve to.</summary>
    /// <exception cref="FormatException">The message is the broken rule, such as "must not have the port 0."</exception>
    public static Uri Parse(string instanceNameOrUrl, bool allowInsecureHttp, bool allowPrivateNetworks) =>
        TryParse(instanceNameOrUrl, new LookerNetworkPolicy(allowInsecureHttp, allowPrivateNetworks), out var url, out var problem)
            ? url
            : throw new FormatException(problem);

    public static bool TryParse(string? instanceNameOrUrl, LookerNetworkPolicy policy,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? url, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? problem)
    {
        url = null;
        var text = instanceNameOrUrl?.Trim() ?? "";
        if (text.Length == 0 || text.Length > 300)
        {
            problem = Expected;
            return false;
        }

        if (InstanceName().IsMatch(text) && !text.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            url = new Uri($"https://{LetterCase.Lower(text)}.cloud.looker.com");
            problem = null;
            return true;
        }

        var absolute = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (text.Contains('\\') || !LooksLikeAddress(text) || !Uri.TryCreate(absolute, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
        {
            problem = $"{Expected[..^1]}; \"{Shown(text)}\" is not an address.";
            return false;
        }

        problem = Problem(parsed, policy);
        if (problem is not null)
        {
            return false;
        }

        url = new Uri(parsed.GetLeftPart(UriPartial.Authority));
        return true;
    }

    private static string? Problem(Uri url, LookerNetworkPolicy policy)
    {
        var loopbackName = url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        var address = IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) ? ip : null;
        return url switch
        {
            { Scheme: not ("https" or "http") } => $"must begin with https://, not with {url.Scheme}://.",
            { UserInfo.Length: > 0 } => "must not contain a user name or password: the API client ID and secret have fields of their own.",
            { AbsolutePath: not "/" } => $"must not have a path (\"{Shown(url.AbsolutePath)}\"): /api/4.0 is appended here.",
            { Query.Length: > 0 } or { Fragment.Length: > 0 } => "must not have a query or a fragment (? or #).",
            { Port: 0 } => "must not have the port 0.",
            { Scheme: "http" } when !policy.AllowInsecureHttp => "must begin with https://; http:// needs the setting Scimify:Looker:AllowInsecureHttp.",
            { Scheme: "http" } when !loopbackName && address is not { } && !policy.AllowPrivateNetworks =>
                "must begin with https://; http:// is for a Looker on this machine, and in a private network needs the setting Scimify:Looker:AllowPrivateNetworks too.",
            { Scheme: "http" } when address is { } a && LookerAddresses.KindOf(a) == AddressKind.Public => "must begin with https://; http:// is not possible over the Internet.",
            _ when loopbackName => Refused(LookerAddresses.Refusal(url.Host, AddressKind.Loopback, policy)),
            _ when address is not null => Refused(LookerAddresses.Refusal(url.Host, LookerAddresses.KindOf(address), policy)),
            _ => null,
        };
    }

    private static string? Refused(string? reason) => reason is null ? null : $"must be an address that the settings allow. {reason}";

    private static bool LooksLikeAddress(string text) =>
        text.AsSpan().ContainsAny('.', ':') || text.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static string Shown(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "...");

    [GeneratedRegex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$")]
    private static partial Regex InstanceName();
}
