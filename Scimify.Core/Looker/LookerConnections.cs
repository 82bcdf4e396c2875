using System.Collections.Concurrent;
using System.Net.Sockets;
using Scimify.Core.Primitives;

namespace Scimify.Core.Looker;

/// <summary>
/// The process's connections to Looker. Those that were open while the process stood still (stopped by a signal, or asleep with
/// its machine) are reset when that is noticed, so that nothing leaves them late.
/// </summary>
internal sealed class LookerConnections : IDisposable
{
    /// <summary>So long, no busy machine keeps a timer waiting.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Moment _lookedAt;
    private int _gaps;

    public LookerConnections(TimeProvider clock)
    {
        _clock = clock;
        _lookedAt = Moment.Now(clock);
        _timer = clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <returns>The socket's stream, which is reset after a gap.</returns>
    public Stream Keep(Socket socket)
    {
        _open[socket] = true;
        return new TrackedStream(socket, _open);
    }

    /// <summary>Puts the last check before a request's bytes: after TLS, and with nothing to wait for between check and write.</summary>
    public Stream Guard(Stream plain) => new GuardedStream(plain, this, Look());

    public void Dispose() => _timer.Dispose();

    /// <summary>Notices that the process stood still.</summary>
    /// <returns>How often it has.</returns>
    private int Look()
    {
        lock (_gate)
        {
            if (_lookedAt.Elapsed(_clock) > LongestPause)
            {
                _gaps++;
                foreach (var socket in _open.Keys)
                {
                    socket.Close(0);
                }
            }

            _lookedAt = Moment.Now(_clock);
            return _gaps;
        }
    }

    private sealed class TrackedStream(Socket socket, ConcurrentDictionary<Socket, bool> open) : NetworkStream(socket, ownsSocket: true)
    {
        protected override void Dispose(bool disposing)
        {
            open.TryRemove(Socket, out _);
            base.Dispose(disposing);
        }
    }

    private sealed class GuardedStream(Stream inner, LookerConnections connections, int gaps) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            RequireRight();
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            RequireRight();
            inner.Write(buffer, offset, count);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void RequireRight()
        {
            var sending = LookerSending.Current;
            if (connections.Look() != gaps)
            {
                throw sending is null ? new IOException("The connection was open while the process stood still.") : new LookerNotSentException(sending.Operation);
            }

            sending?.RequirePermit();
        }
    }
}
