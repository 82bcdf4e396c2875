using System.Net.Sockets;
using System.Text;

namespace Scimify.Tests.Benchmarks;

/// <summary>One connection of the load, with hand-written HTTP/1.1, so that the client's own cost is small and the same for every server.</summary>
internal sealed class BenchConnection(Uri server, string token) : IDisposable
{
    private readonly Socket _socket = Connect(server);
    private byte[] _buffer = new byte[256 * 1024];
    private int _length;
    private int _bodyStart;

    /// <summary>The body of the last answer.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart, _length - _bodyStart);

    /// <returns>The status.</returns>
    public async Task<int> SendAsync(string method, string path, string? body = null)
    {
        var head = $"{method} /scim/v2{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n";
        var request = body is null ? $"{head}\r\n" : $"{head}Content-Type: application/scim+json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await _socket.SendAsync(Encoding.UTF8.GetBytes(request));
        (_length, _bodyStart) = (0, 0);
        while (!IsWhole())
        {
            if (_length == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length));
            _length += read > 0 ? read : throw new IOException("The server has closed the connection.");
        }

        return ((_buffer[9] - '0') * 100) + ((_buffer[10] - '0') * 10) + (_buffer[11] - '0');
    }

    public void Dispose() => _socket.Dispose();

    private bool IsWhole()
    {
        var all = _buffer.AsSpan(0, _length);
        var end = all.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        _bodyStart = end + 4;
        var head = all[..end];
        if (head.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0)
        {
            return all.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var at = head.IndexOf("\r\nContent-Length: "u8);
        var length = 0;
        for (var i = at + 18; at >= 0 && i < head.Length && head[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            length = (length * 10) + head[i] - '0';
        }

        return _length == _bodyStart + length;
    }

    private static Socket Connect(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server.Host, server.Port);
        return socket;
    }
}
