using System.Net;
using System.Net.Sockets;
using Scimify.Core.Primitives;

namespace Scimify.Core.Looker;

internal enum AddressKind
{
    Public,
    Loopback,
    Private,

    /// <summary>Link-local (where cloud metadata services live), multicast, unspecified or reserved. No Looker is ever there.</summary>
    Forbidden,
}

/// <summary>The host resolves only to addresses that the settings forbid.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);

/// <summary>Classifies addresses, so that a Looker URL cannot reach into the operator's own network.</summary>
internal static class LookerAddresses
{
    private static readonly IPNetwork[] PrivateNetworks =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fec0::/10"),
    ];

    private static readonly IPNetwork[] ForbiddenNetworks =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("fd00:ec2::254/128"),
        IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("::/96"),
        IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("2001::/32"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static AddressKind KindOf(IPAddress address)
    {
        address = Unwrapped(address);
        return IPAddress.IsLoopback(address) ? AddressKind.Loopback
            : Array.Exists(ForbiddenNetworks, n => n.Contains(address)) ? AddressKind.Forbidden
            : Array.Exists(PrivateNetworks, n => n.Contains(address)) ? AddressKind.Private
            : AddressKind.Public;
    }

    /// <summary>Why the address may not be used; null if it may.</summary>
    public static string? Refusal(string host, AddressKind kind, LookerNetworkPolicy policy) => kind switch
    {
        AddressKind.Loopback when !policy.AllowInsecureHttp && !policy.AllowPrivateNetworks =>
            $"{host} is this machine itself: a {policy.What} here needs the setting {policy.Section}:AllowInsecureHttp or {policy.Section}:AllowPrivateNetworks.",
        AddressKind.Private when !policy.AllowPrivateNetworks =>
            $"{host} is in a private network: a {policy.What} there needs the setting {policy.Section}:AllowPrivateNetworks.",
        AddressKind.Forbidden => $"{host} is an address that no {policy.What} has (link-local, multicast or reserved).",
        _ => null,
    };

    /// <summary>Like <see cref="Refusal"/>, for a host as written. A name is checked when it is connected to.</summary>
    public static string? Problem(string host, LookerNetworkPolicy policy) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? Refusal(host, AddressKind.Loopback, policy)
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? Refusal(host, KindOf(address), policy)
        : null;

    /// <summary>The addresses of a host that the settings allow.</summary>
    /// <exception cref="AddressRefusedException">They allow none of them.</exception>
    public static async Task<IPAddress[]> ResolveAsync(string host, LookerNetworkPolicy policy, CancellationToken ct)
    {
        var all = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, AddressFamily.Unspecified, ct);
        var allowed = Array.FindAll(all, a => Refusal(host, KindOf(a), policy) is null);
        return allowed.Length > 0 || all.Length == 0 ? allowed : throw new AddressRefusedException(Refusal(host, KindOf(all[0]), policy)!);
    }

    /// <summary>The IPv4 address inside an IPv6 address, if a gateway would deliver packets there.</summary>
    private static IPAddress Unwrapped(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.Plain();
        }

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes[12..16])
            : SixToFour.Contains(address) ? new IPAddress(bytes[2..6])
            : address;
    }
}
