using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Directory;

/// <summary>What refused writes found, inside the writer's transaction.</summary>
internal sealed class UndoneWriteStatements(WriteSession session) : IUndoneWriteStore
{
    /// <summary>Far longer than anybody waits for Looker.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public byte[]? FoundBy(RowId row, long generation) => (byte[]?)session.Scalar(
        "SELECT found FROM undone_writes WHERE kind = @p0 AND row_key = @p1 AND generation = @p2", (int)row.Kind, row.Key, generation);

    public long? RestoredAs(RowId row, long generation) => session.Scalar(
        "SELECT restored_version FROM undone_writes WHERE kind = @p0 AND row_key = @p1 AND generation = @p2", (int)row.Kind, row.Key, generation) is { } version
        ? Convert.ToInt64(version)
        : null;

    public void NoteFound(RowId row, long generation, byte[] found, DateTimeOffset at) => session.Run(
        """
        INSERT INTO undone_writes (kind, row_key, generation, at, found) VALUES (@p0, @p1, @p2, @p3, @p4)
        ON CONFLICT (kind, row_key, generation) DO UPDATE SET at = excluded.at, found = excluded.found
        """,
        (int)row.Kind,
        row.Key,
        generation,
        at.ToUnixTimeMilliseconds(),
        found);

    public void NoteRestored(RowId row, long generation, long version, DateTimeOffset at) => session.Run(
        """
        INSERT INTO undone_writes (kind, row_key, generation, at, restored_version) VALUES (@p0, @p1, @p2, @p3, @p4)
        ON CONFLICT (kind, row_key, generation) DO UPDATE SET at = excluded.at, restored_version = excluded.restored_version
        """,
        (int)row.Kind,
        row.Key,
        generation,
        at.ToUnixTimeMilliseconds(),
        version);

    public static int Forget(WriteSession session, DateTimeOffset now) =>
        session.Execute("DELETE FROM undone_writes WHERE at < @p0", (now - Kept).ToUnixTimeMilliseconds());
}
