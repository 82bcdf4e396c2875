namespace Scimify.Portal.Host.Settings;

/// <summary><c>Scimify:PublicUrl</c>, taken apart.</summary>
public sealed class PublicAddress(Uri url)
{
    /// <summary>Over https, this address is the only one that the server answers for, whatever a request says.</summary>
    public bool IsHttps { get; } = url.Scheme == Uri.UriSchemeHttps;

    public string Scheme { get; } = url.Scheme;

    public HostString Host { get; } = HostString.FromUriComponent(url);

    /// <summary>What a browser sends as <c>Origin</c>.</summary>
    public string Origin { get; } = OriginOf(url);

    /// <summary>The path before every path of Scimify; empty if the address has none.</summary>
    public PathString Path { get; } = PathString.FromUriComponent(url.AbsolutePath.TrimEnd('/'));

    /// <summary>A proxy may leave out the port.</summary>
    public bool IsHost(HostString asked) =>
        string.Equals(asked.Host, url.IdnHost, StringComparison.OrdinalIgnoreCase) && (asked.Port is null || asked.Port == url.Port);

    /// <summary>Scheme, host, and port unless it is the scheme's own.</summary>
    public static string OriginOf(Uri address) => $"{address.Scheme}://{address.IdnHost}{(address.IsDefaultPort ? "" : $":{address.Port}")}";
}
