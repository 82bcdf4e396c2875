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
    internal IReadOnlyCollection<string> Statements => _statements.Keys;

    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments)
    {
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
        using var statement = Prepare(sql, arguments);
        var value = statement.Command.ExecuteScalar();
        Wrote(sql);
        return value is DBNull ? null : value;
    }

    public long Count(string sql, params ReadOnlySpan<object?> arguments) =>
        Convert.ToInt64(Scalar(sql, arguments) ?? 0L);

    public T? First<T>(string sql, Func<DbDataReader, T> map, params ReadOnlySpan<object?> arguments)
        where T : class
    {
        using var statement = Prepare(sql, arguments);
        using var reader = statement.Command.ExecuteReader();
        Wrote(sql);
        return reader.Read() ? map(reader) : null;
    }

    public List<T> All<T>(string sql, Func<DbDataReader, T> map, params ReadOnlySpan<object?> arguments)
    {
        var rows = new List<T>();
        using var statement = Prepare(sql, arguments);
        using var reader = statement.Command.ExecuteReader();
        Wrote(sql);
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>Streams the rows to the visitor until it returns false.</summary>
    public void Each(string sql, Func<DbDataReader, bool> visit, params ReadOnlySpan<object?> arguments)
    {
        using var statement = Prepare(sql, arguments);
        using var reader = statement.Command.ExecuteReader();
        while (reader.Read() && visit(reader))
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

    public virtual void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        Connection.Dispose();
        GC.SuppressFinalize(this);
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

            keep = sql.Length <= LongestKept && _statements.Count < MostKept && _statements.TryAdd(sql, command);
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

    private readonly struct Statement(DbCommand command, bool isKept) : IDisposable
    {
        public DbCommand Command => command;

        public void Dispose()
        {
            if (!isKept)
            {
                command.Dispose();
            }
        }
    }
}

internal static class ParameterNames
{
    private static readonly string[] Kept = [.. Enumerable.Range(0, 64).Select(i => $"@p{i}")];

    public static string Of(int index) => index < Kept.Length ? Kept[index] : $"@p{index}";
}
