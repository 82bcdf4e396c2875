namespace Scimify.Core.Persistence.Database;

/// <summary>The few places where SQLite and PostgreSQL need different words.</summary>
public sealed class SqlDialect
{
    public static readonly SqlDialect Sqlite = new()
    {
        BeginWrite = "BEGIN IMMEDIATE",
        BeginSnapshot = "BEGIN",
        LockInOrder = null,
        ForUpdate = "",
        ForShare = "",
        SkipLocked = "",
        JsonTexts = "SELECT value FROM json_each({0})",
        JsonIntegers = "SELECT value FROM json_each({0})",
        Position = "instr({0}, {1})",
    };

    public static readonly SqlDialect Postgres = new()
    {
        BeginWrite = "BEGIN",
        BeginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        LockInOrder =
            """
            SELECT pg_advisory_xact_lock(378353, k.value) FROM (
                SELECT value::integer AS value FROM jsonb_array_elements_text(@p0::jsonb) ORDER BY value::integer OFFSET 0) k
            """,
        ForUpdate = " FOR UPDATE",
        ForShare = " FOR SHARE",
        SkipLocked = " FOR UPDATE SKIP LOCKED",
        JsonTexts = "SELECT value FROM jsonb_array_elements_text({0}::jsonb)",
        JsonIntegers = "SELECT value::bigint FROM jsonb_array_elements_text({0}::jsonb)",
        Position = "strpos({0}, {1})",
    };

    private SqlDialect()
    {
    }

    /// <summary>
    /// A column of integers by which no index is to be searched. SQLite cannot know how few ids a JSON array has, and would
    /// rather go through the whole directory.
    /// </summary>
    public static string NoIndex(string column) => "+" + column;

    public required string BeginWrite { get; init; }

    /// <summary>All reads until the end see the same instant.</summary>
    public required string BeginSnapshot { get; init; }

    /// <summary>
    /// Takes the locks of one parameter, a JSON array of integers, one after the other in their order, until the commit;
    /// null where there is one writer anyway.
    /// </summary>
    public required string? LockInOrder { get; init; }

    /// <summary>Locks the rows read until the commit; SQLite's one writer needs nothing.</summary>
    public required string ForUpdate { get; init; }

    /// <summary>Keeps the rows read as they are until the commit; others may do the same at once.</summary>
    public required string ForShare { get; init; }

    /// <summary>As <see cref="ForUpdate"/>, leaving out what another node has locked.</summary>
    public required string SkipLocked { get; init; }

    /// <summary>Turns one parameter, a JSON array of strings, into rows: resolves many ids in one statement.</summary>
    public required string JsonTexts { get; init; }

    /// <summary>Turns one parameter, a JSON array of integers, into rows.</summary>
    public required string JsonIntegers { get; init; }

    /// <summary>Where the second text begins in the first, from 1; 0 when it does not occur.</summary>
    public required string Position { get; init; }
}
