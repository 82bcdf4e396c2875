using System.Text;
using Scimify.Core.Persistence;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>The folder with the database, the key ring, the logs and the temporary files. Whatever is created in it is for this user only.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static string Keys(string dataDirectory) => Path.Combine(dataDirectory, "keys");

    /// <summary>Whether nothing has ever been here: neither a database nor a key ring.</summary>
    public static bool IsEmpty(ScimifySettings settings) =>
        !(Directory.Exists(Keys(settings.DataDirectory)) && Directory.EnumerateFiles(Keys(settings.DataDirectory), "*.xml").Any())
        && !(File.Exists(settings.Database.Target) && new FileInfo(settings.Database.Target).Length > 0);

    public static string Logs(string dataDirectory) => Path.Combine(dataDirectory, "logs");

    public static string Temporary(string dataDirectory) => Path.Combine(dataDirectory, "tmp");

    /// <summary>Creates what is missing. An existing folder keeps its rights, so the database file gets its own.</summary>
    /// <exception cref="DataDirectoryException">The folder or the database cannot be created or written.</exception>
    public static void Prepare(ScimifySettings settings)
    {
        var dataDirectory = settings.DataDirectory;
        try
        {
            MakePrivate(dataDirectory);
            MakePrivate(Keys(dataDirectory));
            MakePrivate(Logs(dataDirectory));
            MakePrivate(Temporary(dataDirectory));
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(Keys(dataDirectory)) != OwnerOnly)
            {
                File.SetUnixFileMode(Keys(dataDirectory), OwnerOnly);
            }

            Probe(dataDirectory);
            Probe(Keys(dataDirectory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException(
                $"Scimify:DataDirectory must be a folder that this process may write, with all that is in it, but '{dataDirectory}' is not: {e.Message}", e);
        }

        if (settings.Database.Provider == DatabaseProvider.Sqlite)
        {
            PrepareDatabase(settings.Database.Target);
        }
    }

    private static void PrepareDatabase(string path)
    {
        try
        {
            MakeDatabaseFile(path);
            Probe(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"The database {path} must be in a folder that this process may write, but: {e.Message}", e);
        }

        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            if (WriteAccess.ProblemOf(path + suffix) is { } problem)
            {
                throw new DataDirectoryException(
                    $"The database needs the file {path + suffix}, which this process may not write: {problem}. "
                    + $"Give it to the user that runs Scimify ({Environment.UserName}), and mount its folder writable.");
            }
        }
    }

    private static void Probe(string folder)
    {
        var probe = Path.Combine(folder, $".write-test-{Environment.ProcessId}");
        File.WriteAllText(probe, "", Encoding.ASCII);
        File.Delete(probe);
    }

    /// <summary>SQLite gives its WAL the rights of the database file.</summary>
    private static void MakeDatabaseFile(string path)
    {
        MakePrivate(Path.GetDirectoryName(path)!);
        if (!File.Exists(path) && !OperatingSystem.IsWindows())
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
    }

    /// <summary>A folder that only this user may enter.</summary>
    public static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }
}

/// <summary>The start cannot continue. The message is for the operator.</summary>
public sealed class DataDirectoryException(string message, Exception? inner = null) : Exception(message, inner);
