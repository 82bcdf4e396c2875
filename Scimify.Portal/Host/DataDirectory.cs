using System.Text;
using Scimify.Core.Persistence;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>The folder with the database, the key ring and the logs. Whatever is created in it is for this user only.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static string Keys(string dataDirectory) => Path.Combine(dataDirectory, "keys");

    public static string Logs(string dataDirectory) => Path.Combine(dataDirectory, "logs");

    /// <summary>Creates what is missing. An existing folder keeps its rights, so the database file gets its own.</summary>
    /// <exception cref="DataDirectoryException">It cannot be created or written.</exception>
    public static void Prepare(ScimifySettings settings)
    {
        var dataDirectory = settings.DataDirectory;
        try
        {
            MakePrivate(dataDirectory);
            MakePrivate(Keys(dataDirectory));
            MakePrivate(Logs(dataDirectory));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Keys(dataDirectory), OwnerOnly);
            }

            var probe = Path.Combine(dataDirectory, $".write-test-{Environment.ProcessId}");
            File.WriteAllText(probe, "", Encoding.ASCII);
            File.Delete(probe);
            if (settings.Database.Provider == DatabaseProvider.Sqlite)
            {
                MakeDatabaseFile(settings.Database.Target);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException(
                $"Scimify:DataDirectory must be a folder that this process may write, but '{dataDirectory}' is not: {e.Message}", e);
        }
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
public sealed class DataDirectoryException(string message, Exception inner) : Exception(message, inner);
