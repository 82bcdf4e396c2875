using System.Net;
using System.Net.Sockets;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>Where a token may be used from: networks in CIDR notation (RFC 4632, RFC 4291 section 2.3); none for everywhere.</summary>
public sealed class TokenNetworks
{
    public const int MaxCount = 100;

    private readonly IPNetwork[] _networks;

    private TokenNetworks(IPNetwork[] networks) => _networks = networks;

    /// <param name="stored">In the form of <see cref="Stored"/>.</param>
    public static TokenNetworks Parse(string? stored) => new([.. Texts(stored).Select(text => IPNetwork.Parse(text))]);

    /// <summary>One text for each network.</summary>
    public static string[] Texts(string? stored) => stored?.Split(' ') ?? [];

    /// <summary>The form in the database: separated by spaces; null for none.</summary>
    /// <param name="texts">Networks, or single addresses.</param>
    /// <exception cref="ValidationFailedException"><c>allowedNetworks</c>; the message quotes what is not a network.</exception>
    public static string? Stored(IReadOnlyCollection<string> texts)
    {
        if (texts.Count > MaxCount)
        {
            throw ValidationFailedException.Of("allowedNetworks", $"must be at most {MaxCount} networks.");
        }

        var networks = texts.Select(text => TryParse(text.Trim(), out var network)
            ? network.ToString()
            : throw ValidationFailedException.Of(
                "allowedNetworks", $"must be addresses, or networks such as 203.0.113.0/24 and 2001:db8::/32 with no bit set after the prefix; \"{text.Clipped(60)}\" is neither."));
        return string.Join(' ', networks.Distinct(StringComparer.Ordinal)) is { Length: > 0 } stored ? stored : null;
    }

    /// <param name="address">IPv4 can have the form that a dual-stack socket gives it. Null is allowed only for tokens that may be used from everywhere.</param>
    public bool Allow(IPAddress? address)
    {
        if (_networks.Length == 0)
        {
            return true;
        }

        return address.Plain() is { } plain && Array.Exists(_networks, network => network.Contains(plain));
    }

    /// <summary>Whether every address of the other's is one of these.</summary>
    public bool Include(TokenNetworks other) =>
        _networks.Length == 0
        || (other._networks.Length > 0 && Array.TrueForAll(other._networks, inner => Array.Exists(_networks, outer =>
            outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress))));

    private static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var (address, prefix) = text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? (text[..slash], text[(slash + 1)..]) : (text, null);
        if (!IPAddress.TryParse(address, out var parsed) || !IsPlain(address, parsed))
        {
            return false;
        }

        if (prefix is null)
        {
            network = new IPNetwork(parsed, parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        return prefix.Length is > 0 and <= 3 && prefix.All(char.IsAsciiDigit) && IPNetwork.TryParse(text, out network) && network.BaseAddress.Equals(parsed);
    }

    /// <summary>Excludes "10", "010.0.0.1" and zones, which parsers read differently, and IPv4 in IPv6's clothes.</summary>
    private static bool IsPlain(string text, IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.ToString() == text
        : !address.IsIPv4MappedToIPv6 && text.All(c => char.IsAsciiHexDigit(c) || c == ':');
}
