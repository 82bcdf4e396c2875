using System.Text;

namespace Scimify.Core.Streams;

/// <summary>The targets on this machine. Only the settings name them (<c>Scimify:LogStream</c>), never somebody at the console.</summary>
/// <param name="file">An absolute path; null for no file.</param>
/// <param name="stdout">Null for none.</param>
/// <param name="format">What they get.</param>
public sealed class LogStreamOutputs(string? file, TextWriter? stdout, LogStreamFormat format) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public LogStreamFormat Format => format;

    public IReadOnlyList<LogStreamTarget> Targets { get; } =
        [.. file is null ? Array.Empty<LogStreamTarget>() : [LogStreamTarget.File], .. stdout is null ? Array.Empty<LogStreamTarget>() : [LogStreamTarget.Stdout]];

    /// <summary>Writes each event as a line. The file is on the disk when this returns.</summary>
    /// <returns>What went wrong; null if everything is written.</returns>
    internal async Task<string?> WriteAsync(LogStreamTarget target, IReadOnlyList<string> events, CancellationToken ct)
    {
        var lines = string.Concat(events.Select(line => line + "\n"));
        await _one.WaitAsync(ct);
        try
        {
            if (target == LogStreamTarget.Stdout)
            {
                // One call, so that no other line comes in between.
                await stdout!.WriteAsync(lines.AsMemory(), ct);
                await stdout.FlushAsync(ct);
            }
            else
            {
                Append(file!, lines);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"It could not be written. {e.Message}";
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Opens the file for each batch, so that it can be renamed or truncated in between. If a crash left half a line, the first event begins a new one.</summary>
    private static void Append(string path, string lines)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var isCutOff = false;
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            isCutOff = stream.ReadByte() != '\n';
        }

        stream.Seek(0, SeekOrigin.End);
        stream.Write(Encoding.UTF8.GetBytes(isCutOff ? "\n" + lines : lines));
        stream.Flush(flushToDisk: true);
    }
}
