using System.Runtime.InteropServices;

namespace Scimify.Portal.Host;

/// <summary>
/// The folder for temporary files, below the data directory: in a container with a read-only root, nothing else can be written.
/// </summary>
internal static class TemporaryFiles
{
    private const string Variable = "TMPDIR";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>
    /// From now on, this process and its libraries write their temporary files here. Call it before anything opens a database.
    /// Deletes what processes that were killed have left behind.
    /// </summary>
    /// <param name="dataDirectory">If it does not exist yet, <see cref="DataDirectory.Prepare"/> creates the folder.</param>
    /// <exception cref="DataDirectoryException">The folder cannot be written.</exception>
    public static void KeepIn(string dataDirectory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = DataDirectory.Temporary(dataDirectory);
        Environment.SetEnvironmentVariable(Variable, folder);
        if (SetNativeVariable(Variable, folder, 1) != 0)
        {
            throw new DataDirectoryException($"The environment variable {Variable} could not be set: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        if (Directory.Exists(dataDirectory))
        {
            DeleteOld(folder);
        }
    }

    private static void DeleteOld(string folder)
    {
        var oldest = TimeProvider.System.GetUtcNow() - Kept;
        try
        {
            DataDirectory.MakePrivate(folder);
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest.UtcDateTime))
            {
                file.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"'{folder}' must be a folder that this process may write, but: {e.Message}", e);
        }
    }

    /// <summary>SQLite reads the variable from the environment of the C library, which .NET's own methods leave as it is.</summary>
    [DllImport("libc", EntryPoint = "setenv", SetLastError = true)]
    private static extern int SetNativeVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
