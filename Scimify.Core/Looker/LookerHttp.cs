using System.Net;
using System.Net.Sockets;

namespace Scimify.Core.Looker;

/// <summary>The HTTP side of all clients: one pool of connections for the process.</summary>
internal static class LookerHttp
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static HttpClient Create(LookerNetworkPolicy policy)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            MaxResponseHeadersLength = 64,

            // New connections from time to time, so that a changed DNS entry is noticed.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            Proxy = new LoopbackPastProxy(HttpClient.DefaultProxy),
            ConnectCallback = (context, ct) => ConnectAsync(context, policy, ct),
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, LookerNetworkPolicy policy, CancellationToken ct)
    {
        var target = context.DnsEndPoint;
        var url = context.InitialRequestMessage.RequestUri!;

        // Another end point than the request's is the operator's own proxy, which is no one's input.
        var isProxy = !target.Host.Equals(url.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) || target.Port != url.Port;
        var addresses = isProxy
            ? await Dns.GetHostAddressesAsync(target.Host, ct)
            : await LookerAddresses.ResolveAsync(target.Host, policy, ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
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

        public bool IsBypassed(Uri host) => host.IsLoopback || inner.IsBypassed(host);
    }
}
