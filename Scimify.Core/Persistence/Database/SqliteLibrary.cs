using SQLitePCL;

namespace Scimify.Core.Persistence.Database;

/// <summary>The native SQLite library of this process. A system or a container can replace the one that Scimify brings.</summary>
internal static class SqliteLibrary
{
    /// <summary>
    /// SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when one connection starts a checkpoint at the moment
    /// another one commits. <see cref="WalCheckpointer"/> runs checkpoints beside commits all the time.
    /// </summary>
    private static readonly Version Oldest = new(3, 51, 3);

    static SqliteLibrary() => Batteries_V2.Init();

    public static Version Running => Version.Parse(raw.sqlite3_libversion().utf8_to_string());

    /// <summary>Call before a database is opened.</summary>
    /// <exception cref="DatabaseNotUsableException">The library is too old.</exception>
    public static void Require()
    {
        if (Problem(Running) is { } problem)
        {
            throw new DatabaseNotUsableException(problem);
        }
    }

    /// <returns>A sentence for the operator; null if the version is good enough.</returns>
    public static string? Problem(Version running) => running >= Oldest
        ? null
        : $"The SQLite library is version {running}, which can corrupt the database; Scimify needs {Oldest} or newer.";
}
