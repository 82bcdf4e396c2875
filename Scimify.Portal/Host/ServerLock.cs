using Scimify.Core.Persistence;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>
/// Allows one server for each SQLite database, because the engine takes an earlier process's unfinished work as abandoned. Verbs
/// of the command line need no lock. The lock ends with the process, however that ends.
/// </summary>
internal sealed class ServerLock(ScimifySettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private FileStream? _file;

    /// <summary>Waits a little for a server that is stopping.</summary>
    /// <exception cref="DataDirectoryException">Another server is running.</exception>
    public Task TakeAsync(CancellationToken ct) => TakeAsync(Patience, ct);

    /// <param name="patience">How long to wait for it.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="DataDirectoryException">A server is running.</exception>
    public async Task TakeAsync(TimeSpan patience, CancellationToken ct)
    {
        if (settings.Database.Provider != DatabaseProvider.Sqlite)
        {
            return;
        }

        var path = settings.Database.Target + ".server";
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException e)
            {
                if (clock.GetElapsedTime(since) >= patience)
                {
                    throw new DataDirectoryException(
                        $"Another Scimify is already serving the database {settings.Database.Target}. Stop it first, or use PostgreSQL for several nodes.", e);
                }
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    public void Dispose() => _file?.Dispose();
}
