using System.Security.Cryptography;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>Encrypts what is written to it, in chunks. Only <see cref="Complete"/> makes it whole.</summary>
internal sealed class EncryptingStream : Stream
{
    private readonly Stream _file;
    private readonly BackupCipher _cipher;
    private readonly byte[] _text = new byte[BackupCipher.ChunkBytes];
    private readonly byte[] _sealed = new byte[BackupCipher.ChunkBytes + BackupCipher.TagBytes];
    private int _length;

    public EncryptingStream(Stream file, string passphrase)
    {
        _file = file;
        _cipher = new BackupCipher(passphrase, RandomNumberGenerator.GetBytes(BackupCipher.SaltBytes));
        file.Write(_cipher.Header);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes the last chunk.</summary>
    public void Complete() => WriteChunk(isLast: true);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            // A full chunk waits until more follows, because the last one is marked.
            if (_length == _text.Length)
            {
                WriteChunk(isLast: false);
            }

            var part = Math.Min(buffer.Length, _text.Length - _length);
            buffer[..part].CopyTo(_text.AsSpan(_length));
            _length += part;
            buffer = buffer[part..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: a chunk is written when it is full.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cipher.Dispose();
        }

        base.Dispose(disposing);
    }

    private void WriteChunk(bool isLast)
    {
        var chunk = _sealed.AsSpan(0, _length + BackupCipher.TagBytes);
        _cipher.Encrypt(_text.AsSpan(0, _length), isLast, chunk);
        _file.Write(chunk);
        _length = 0;
    }
}
