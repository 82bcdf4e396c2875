using Scimify.Core.Persistence.Servers;

namespace Scimify.Core.Persistence.Database;

/// <summary>The few places where SQLite and PostgreSQL need different SQL.</summary>
public sealed class SqlDialect
{
    public static readonly SqlDialect Sqlite = new()
    {
        BeginWrite = "BEGIN IMMEDIATE",
        BeginSnapshot = "BEGIN",
        BeginInOrder = null,
        ForUpdate = "",
        ForShare = "",
        SkipLocked = "",
        JsonTexts = "SELECT value FROM json_each({0})",
        JsonIntegers = "SELECT value FROM json_each({0})",
        JsonRows = "SELECT value FROM json_each({0})",
        Position = "instr({0}, {1})",
        StatementSeconds = null,
        Notify = null,
        Probe = null,
    };

    public static readonly SqlDialect Postgres = new()
    {
        BeginWrite = "BEGIN",
        BeginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        BeginInOrder =
            """
            BEGIN; SELECT pg_advisory_xact_lock(378353, k.value) FROM (
                SELECT value::integer AS value FROM jsonb_array_elements_text(@p0::jsonb) ORDER BY value::integer OFFSET 0) k
            """,
        ForUpdate = " FOR UPDATE",
        ForShare = " FOR SHARE",
        SkipLocked = " FOR UPDATE SKIP LOCKED",
        JsonTexts = "SELECT value FROM jsonb_array_elements_text({0}::jsonb)",
        JsonIntegers = "SELECT value::bigint FROM jsonb_array_elements_text({0}::jsonb)",
        JsonRows = "SELECT value FROM jsonb_array_elements({0}::jsonb)",
        Position = "strpos({0}, {1})",
        StatementSeconds = 8,
        Notify = $"SELECT pg_notify('{NewsPost.Channel}', @p0)",
        Probe = "SELECT 1",
    };

    private SqlDialect()
    {
    }

    /// <summary>
    /// Keeps SQLite from using an index on this column of integers. SQLite cannot know how few IDs a JSON array has, and would
    /// rather search the whole directory.
    /// </summary>
    public static string NoIndex(string column) => "+" + column;

    public required string BeginWrite { get; init; }

    /// <summary>All reads until the end of the transaction see the same instant.</summary>
    public required string BeginSnapshot { get; init; }

    /// <summary>
    /// Begins, takes the locks of one parameter, a JSON array of integers, in its order, and holds them until the commit. Null if
    /// there is only one writer anyway.
    /// </summary>
    public required string? BeginInOrder { get; init; }

    /// <summary>Locks the rows that are read until the commit. SQLite's one writer needs nothing.</summary>
    public required string ForUpdate { get; init; }

    /// <summary>Keeps the rows that are read unchanged until the commit. Others can do the same at the same time.</summary>
    public required string ForShare { get; init; }

    /// <summary>Like <see cref="ForUpdate"/>, but skips what another node has locked.</summary>
    public required string SkipLocked { get; init; }

    /// <summary>Turns one parameter, a JSON array of strings, into rows, so that one statement resolves many IDs.</summary>
    public required string JsonTexts { get; init; }

    /// <summary>Turns one parameter, a JSON array of integers, into rows.</summary>
    public required string JsonIntegers { get; init; }

    /// <summary>Turns one parameter, a JSON array of arrays, into rows. A row's columns are <c>value ->> 0</c> and so on.</summary>
    public required string JsonRows { get; init; }

    /// <summary>The position of the second text in the first, counted from 1; 0 if it does not occur.</summary>
    public required string Position { get; init; }

    /// <summary>After this time without an answer, the database counts as away. Null if it is in this process.</summary>
    public required int? StatementSeconds { get; init; }

    /// <summary>Sends its parameter to the other servers, with the commit. Null if there is only one server.</summary>
    public required string? Notify { get; init; }

    /// <summary>Finds out whether the connection still stands. Null if the database is in this process.</summary>
    public required string? Probe { get; init; }
}
