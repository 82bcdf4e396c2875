namespace Scimify.Tests.TestKit;

/// <summary>
/// Where the program runs as in its image with <c>docker run --read-only</c>: nothing but the data directory can be written,
/// and the user is not root. It needs root for that. Without root, only the folder for temporary files and the home are read-only.
/// </summary>
public sealed class ReadOnlyRoot : IDisposable
{
    /// <summary>The image's APP_UID.</summary>
    private const string User = "1654";

    private const string Place = "/mnt";

    /// <summary>The arguments are the data directory, the program's folder, what is read-only in the data directory too, and the command.</summary>
    private const string Script =
        """
        set -eu
        mount --make-rprivate /
        mount -t tmpfs none PLACE
        mkdir PLACE/data PLACE/program
        mount --bind "$1" PLACE/data
        mount --bind "$2" PLACE/program
        if [ -n "$3" ]; then mount --bind "PLACE/data/$3" "PLACE/data/$3"; fi
        shift 3
        awk '{ print $5 }' /proc/self/mountinfo | sort -u | while read -r place; do
          if [ ! -e "$place" ]; then continue; fi # below what was just mounted
          case "$place" in PLACE/data | /proc | /proc/* | /sys | /sys/* | /dev | /dev/pts) ;; *) mount -o remount,ro,bind "$place" ;; esac
        done
        cd PLACE/program
        exec setpriv --reuid=USER --regid=USER --clear-groups --bounding-set=-all --inh-caps=-all "$@"
        """;

    /// <summary>The program as it was built. Beside the tests it may be instrumented for the coverage, and would write elsewhere.</summary>
    private static readonly string Program = AppContext.BaseDirectory.Replace("Scimify.Tests", "Scimify.Portal", StringComparison.Ordinal);

    private readonly TempFolder _folder = new();
    private string _readOnly = "";

    public ReadOnlyRoot()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Own();
        }
    }

    /// <summary>The data directory, as the test sees it.</summary>
    public string Data => _folder.Path;

    public Dictionary<string, string?> Settings => new()
    {
        ["Scimify:DataDirectory"] = Environment.IsPrivilegedProcess ? $"{Place}/data" : Data,
        ["Scimify:Sandbox:Enabled"] = "false",
        ["TMPDIR"] = Environment.IsPrivilegedProcess ? null : "/proc",
        ["HOME"] = "/proc",
        ["DOTNET_EnableDiagnostics"] = "0",

        // The build leaves the files of the console elsewhere, where only the one who built may read them.
        ["ASPNETCORE_STATICWEBASSETS"] = "/none",
    };

    /// <summary>From the next start on, this file or folder in the data directory is read-only as well; null for none.</summary>
    public void Freeze(string? name) => _readOnly = name ?? "";

    /// <summary>The data directory belongs to the image's user again, whoever wrote to it.</summary>
    public void Own()
    {
        using var chown = System.Diagnostics.Process.Start("chown", ["-R", $"{User}:{User}", Data]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }

    /// <summary>What to start, with the program's arguments to follow.</summary>
    internal IReadOnlyList<string> Command()
    {
        if (Environment.IsPrivilegedProcess)
        {
            var script = Script.Replace("PLACE", Place, StringComparison.Ordinal).Replace("USER", User, StringComparison.Ordinal);
            return ["unshare", "-m", "sh", "-c", script, "sh", Data, Program, _readOnly, "dotnet", $"{Place}/program/Scimify.Portal.dll"];
        }

        if (!OperatingSystem.IsWindows())
        {
            foreach (var place in Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories))
            {
                var folder = Directory.Exists(place) ? UnixFileMode.UserExecute : UnixFileMode.None;
                File.SetUnixFileMode(place, UnixFileMode.UserRead | folder | (IsFrozen(place) ? UnixFileMode.None : UnixFileMode.UserWrite));
            }
        }

        return ["dotnet", Path.Combine(Program, "Scimify.Portal.dll")];
    }

    private bool IsFrozen(string place) => _readOnly.Length > 0 && place.StartsWith(Path.Combine(Data, _readOnly), StringComparison.Ordinal);

    public void Dispose()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Freeze(null);
            Command();
        }

        _folder.Dispose();
    }
}
