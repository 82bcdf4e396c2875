using System.Security.Cryptography;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>Reads what <see cref="EncryptingStream"/> wrote. Nothing is given out before its chunk was authenticated.</summary>
internal sealed class DecryptingStream : Stream
{
    private readonly FileStream _file;
    private readonly BackupCipher _cipher;
    private readonly byte[] _sealed = new byte[BackupCipher.ChunkBytes + BackupCipher.TagBytes];
    private readonly byte[] _text = new byte[BackupCipher.ChunkBytes];
    private int _length;
    private int _next;
    private bool _isOver;

    /// <param name="file">Stands behind <see cref="BackupCipher.Line"/>. Is disposed with this stream.</param>
    /// <param name="passphrase">Must be that of the file.</param>
    /// <exception cref="AuthenticationTagMismatchException">The passphrase is another, or the beginning was changed.</exception>
    /// <exception cref="EndOfStreamException">The file has been cut off.</exception>
    public DecryptingStream(FileStream file, string passphrase)
    {
        var salt = new byte[BackupCipher.SaltBytes];
        file.ReadExactly(salt);
        _file = file;
        _cipher = new BackupCipher(passphrase, salt);
        try
        {
            ReadChunk();
        }
        catch
        {
            _cipher.Dispose();
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The next chunk is not the one that was written there, or the file has been cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_next == _length && !_isOver)
        {
            try
            {
                ReadChunk();
            }
            catch (AuthenticationTagMismatchException e)
            {
                throw new InvalidDataException("it was changed or cut off after it was encrypted", e);
            }
        }

        var part = Math.Min(buffer.Length, _length - _next);
        _text.AsSpan(_next, part).CopyTo(buffer);
        _next += part;
        return part;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cipher.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadChunk()
    {
        var read = _file.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false);
        if (read < BackupCipher.TagBytes)
        {
            throw new EndOfStreamException("it was cut off");
        }

        _isOver = _file.Position == _file.Length;
        (_next, _length) = (0, read - BackupCipher.TagBytes);
        _cipher.Decrypt(_sealed.AsSpan(0, read), _isOver, _text.AsSpan(0, _length));
    }
}
