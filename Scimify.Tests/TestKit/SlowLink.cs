using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Scimify.Tests.TestKit;

/// <summary>A server as seen from far away: a proxy that delays what goes through it, in both directions, by a varying time. The order stays.</summary>
public sealed class SlowLink : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly TimeSpan _least;
    private readonly TimeSpan _most;
    private readonly Task _accepting;

    private SlowLink(Uri server, TimeSpan least, TimeSpan most)
    {
        (_server, _least, _most) = (server, least, most);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <param name="server">The address that is reached through the link.</param>
    /// <param name="least">The delay of a piece, each way, at least.</param>
    /// <param name="most">At most.</param>
    public static SlowLink To(Uri server, TimeSpan least, TimeSpan most) => new(server, least, most);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;    // closed
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(_server.Host, _server.Port, _closing.Token);
                near.NoDelay = far.NoDelay = true;
                await Task.WhenAny(PassAsync(near.GetStream(), far.GetStream()), PassAsync(far.GetStream(), near.GetStream()));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                return;    // one end hung up
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var pieces = Channel.CreateUnbounded<(DateTimeOffset Due, byte[] Bytes)>();
        var sending = SendAsync(pieces.Reader, to);
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _closing.Token) is var count and > 0)
            {
                var delay = _least + ((_most - _least) * Random.Shared.NextDouble());
                await pieces.Writer.WriteAsync((TimeProvider.System.GetUtcNow() + delay, buffer[..count]), _closing.Token);
            }
        }
        finally
        {
            pieces.Writer.Complete();
        }

        await sending;
    }

    private async Task SendAsync(ChannelReader<(DateTimeOffset Due, byte[] Bytes)> pieces, NetworkStream to)
    {
        await foreach (var (due, bytes) in pieces.ReadAllAsync(_closing.Token))
        {
            if (due - TimeProvider.System.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, _closing.Token);
            }

            await to.WriteAsync(bytes, _closing.Token);
        }
    }
}
