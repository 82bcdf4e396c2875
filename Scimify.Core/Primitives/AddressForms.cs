using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Scimify.Core.Primitives;

/// <summary>Forms in which network addresses are compared, counted and shown.</summary>
public static class AddressForms
{
    private const int Ipv6NetworkBytes = 8;

    /// <summary>A dual-stack socket reports an IPv4 address inside an IPv6 one: <c>::ffff:192.0.2.1</c> becomes <c>192.0.2.1</c>.</summary>
    [return: NotNullIfNotNull(nameof(address))]
    public static IPAddress? Plain(this IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    /// <summary>What one customer of a provider has: an IPv4 address, or a whole IPv6 /64.</summary>
    public static IPAddress Household(this IPAddress address)
    {
        var plain = address.Plain();
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return plain;
        }

        var bytes = plain.GetAddressBytes();
        Array.Clear(bytes, Ipv6NetworkBytes, bytes.Length - Ipv6NetworkBytes);
        return new IPAddress(bytes);
    }
}
