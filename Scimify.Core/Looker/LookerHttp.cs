using System.Net;
using System.Net.Sockets;

namespace Scimify.Core.Looker;

/// <summary>The HTTP side of all clients: one connection pool for the process.</summary>
internal static class LookerHttp
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <param name="policy">Which addresses may be called.</param>
    /// <param name="connections">Null if nothing can come too late.</param>
    public static HttpClient Create(LookerNetworkPolicy policy, LookerConnections? connections = null)
    {
        var proxy = new LoopbackPastProxy(HttpClient.DefaultProxy);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            MaxResponseHeadersLength = 64,

            // Renews connections, so that a changed DNS entry is noticed.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            Proxy = proxy,
            ConnectCallback = (context, ct) => ConnectAsync(context, proxy, policy, connections, ct),
            PlaintextStreamFilter = connections is null ? null : (context, _) => ValueTask.FromResult(connections.Guard(context.PlaintextStream)),
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, LoopbackPastProxy proxy, LookerNetworkPolicy policy, LookerConnections? connections, CancellationToken ct)
    {
        var target = context.DnsEndPoint;
        var host = target.Host.Trim('[', ']');
        var addresses = proxy.Is(target, context.InitialRequestMessage.RequestUri!)
            ? await Dns.GetHostAddressesAsync(host, ct)
            : await LookerAddresses.ResolveAsync(host, policy, ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, ct);
            return connections?.Keep(socket) ?? new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class LoopbackPastProxy(IWebProxy inner) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => inner.Credentials;
            set => inner.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => inner.GetProxy(destination);

        /// <summary>Whether the end point is the operator's own proxy for this address. No user can choose it.</summary>
        public bool Is(DnsEndPoint target, Uri destination) =>
            !IsBypassed(destination) && inner.GetProxy(destination) is { } proxy && proxy.IdnHost == target.Host && proxy.Port == target.Port;

        public bool IsBypassed(Uri host) => host.IsLoopback || inner.IsBypassed(host);
    }
}
