using System.Data.Common;

namespace Scimify.Core.Persistence.Database;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
/// <remarks>Parameters are <c>@p0</c>, <c>@p1</c>, ... in the order of the arguments.</remarks>
public abstract class DbSession(DbConnection connection, SqlDialect dialect) : IDisposable
{
    /// <summary>Clients write the filters, so the number of different statements must not fill the memory.</summary>
    private const int MostKept = 500;

    private const int LongestKept = 20_000;

    private readonly Dictionary<string, DbCommand> _statements = new(StringComparer.Ordinal);

    public SqlDialect Dialect { get; } = dialect;

    internal DbConnection Connection { get; } = connection;

    /// <summary>The texts of the statements that are kept prepared. Tests read the query plans of these.</summary>
    internal IReadOnlyCollection<string> Statements => Pipeline is null ? _statements.Keys : [.. _statements.Keys.Union(Pipeline.Statements)];

    /// <summary>What waits to be sent with the next statement; null if nothing ever does.</summary>
    private protected virtual Pipeline? Pipeline => null;

    /// <summary>
    /// For a statement that only changes rows, and of which nobody has to know how many. A server gets it together with the next
    /// statement, so its error comes there, or at the end of the item.
    /// </summary>
    public void Run(string sql, params ReadOnlySpan<object?> arguments)
    {
        if (Pipeline is { } pipeline)
        {
            pipeline.Add(sql, arguments);
        }
        else
        {
            Execute(sql, arguments);
        }
    }

    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments)
    {
        if (Pipeline is { IsEmpty: false } pipeline)
        {
            return pipeline.Execute(sql, arguments);
        }

        using var statement = Prepare(sql, arguments);
        var rows = statement.Command.ExecuteNonQuery();
        if (rows != 0)
        {
            Wrote(sql);
        }

        return rows;
    }

    /// <returns>The first column of the first row; null if there is no row or no value.</returns>
    public object? Scalar(string sql, params ReadOnlySpan<object?> arguments)
    {
        using var reading = Read(sql, arguments);
        Wrote(sql);
        return reading.Rows.Read() && !reading.Rows.IsDBNull(0) ? reading.Rows.GetValue(0) : null;
    }

    public long Count(string sql, params ReadOnlySpan<object?> arguments) =>
        Convert.ToInt64(Scalar(sql, arguments) ?? 0L);

    public T? First<T>(string sql, Func<DbDataReader, T> map, params ReadOnlySpan<object?> arguments)
        where T : class
    {
        using var reading = Read(sql, arguments);
        Wrote(sql);
        return reading.Rows.Read() ? map(reading.Rows) : null;
    }

    public List<T> All<T>(string sql, Func<DbDataReader, T> map, params ReadOnlySpan<object?> arguments)
    {
        var rows = new List<T>();
        using var reading = Read(sql, arguments);
        Wrote(sql);
        while (reading.Rows.Read())
        {
            rows.Add(map(reading.Rows));
        }

        return rows;
    }

    /// <summary>Streams the rows to the visitor until it returns false.</summary>
    public void Each(string sql, Func<DbDataReader, bool> visit, params ReadOnlySpan<object?> arguments)
    {
        using var reading = Read(sql, arguments);
        while (reading.Rows.Read() && visit(reading.Rows))
        {
            RequireTime();
        }
    }

    /// <summary>After this time without an answer, the database counts as away; null for never.</summary>
    private protected virtual int? StatementSeconds => Dialect.StatementSeconds;

    /// <summary>Called after a statement that may have changed rows.</summary>
    private protected virtual void Wrote(string sql)
    {
    }

    /// <summary>Called before each statement.</summary>
    private protected virtual void BeginStatement(DbCommand command)
    {
    }

    /// <summary>Called between rows, for work that the database cannot interrupt.</summary>
    private protected virtual void RequireTime()
    {
    }

    /// <summary>Whether another statement may be kept prepared.</summary>
    internal static bool IsKept(string sql, int kept) => sql.Length <= LongestKept && kept < MostKept;

    public virtual void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        Connection.Dispose();
        GC.SuppressFinalize(this);
    }

    private Reading Read(string sql, ReadOnlySpan<object?> arguments)
    {
        if (Pipeline is { IsEmpty: false } pipeline)
        {
            var (rows, sent) = pipeline.Read(sql, arguments);
            return new(rows, sent);
        }

        var statement = Prepare(sql, arguments);
        try
        {
            return new(statement.Command.ExecuteReader(), statement.Unkept);
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private Statement Prepare(string sql, ReadOnlySpan<object?> arguments)
    {
        var keep = _statements.TryGetValue(sql, out var command);
        if (command is null)
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = ParameterNames.Of(i);
                command.Parameters.Add(parameter);
            }

            keep = IsKept(sql, _statements.Count) && _statements.TryAdd(sql, command);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        }

        if (StatementSeconds is { } seconds)
        {
            command.CommandTimeout = seconds;
        }

        BeginStatement(command);
        return new(command, keep);
    }

    /// <param name="rows">What is read.</param>
    /// <param name="source">Disposed after the rows; null for nothing.</param>
    private readonly struct Reading(DbDataReader rows, IDisposable? source) : IDisposable
    {
        public DbDataReader Rows => rows;

        public void Dispose()
        {
            rows.Dispose();
            source?.Dispose();
        }
    }

    private readonly struct Statement(DbCommand command, bool isKept) : IDisposable
    {
        public DbCommand Command => command;

        /// <summary>The command, if nobody else disposes it.</summary>
        public DbCommand? Unkept => isKept ? null : command;

        public void Dispose() => Unkept?.Dispose();
    }
}

internal static class ParameterNames
{
    private static readonly string[] Kept = [.. Enumerable.Range(0, 64).Select(i => $"@p{i}")];

    /// <summary>The names as PostgreSQL itself numbers parameters, so that the driver need not look for them.</summary>
    public static string Positional(string sql, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            sql = sql.Replace(Of(i), $"${i + 1}", StringComparison.Ordinal);
        }

        return sql;
    }

    public static string Of(int index) => index < Kept.Length ? Kept[index] : $"@p{index}";
}
