using System.Runtime.InteropServices;

namespace Scimify.Portal.Host;

/// <summary>
/// Whether files can be written, found out without opening them: closing a file that SQLite has open in the same process would
/// release SQLite's locks.
/// </summary>
internal static class WriteAccess
{
    private const int Write = 2;

    /// <returns>Null if the file can be written or does not exist.</returns>
    public static string? ProblemOf(string file)
    {
        if (Directory.Exists(file))
        {
            return "it is a folder";
        }

        if (!File.Exists(file))
        {
            return null;
        }

        if (OperatingSystem.IsWindows())
        {
            return File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly) ? "it is read-only" : null;
        }

        return Check(file, Write) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
    }

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    private static extern int Check([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
