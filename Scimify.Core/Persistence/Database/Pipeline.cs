using System.Data.Common;
using Npgsql;

namespace Scimify.Core.Persistence.Database;

/// <summary>
/// Statements for a server that wait for the next one, and are sent together with it. A round trip costs more than most statements,
/// and the locks of the transaction are held meanwhile.
/// </summary>
/// <param name="wrote">Hears of each statement that changed rows.</param>
internal sealed class Pipeline(NpgsqlConnection connection, int timeoutSeconds, Action<string> wrote)
{
    private readonly List<(string Sql, NpgsqlBatchCommand Command)> _waiting = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private int _mark;

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>The texts that are kept, as they were given.</summary>
    public IReadOnlyCollection<string> Statements => _texts.Keys;

    public void Add(string sql, ReadOnlySpan<object?> arguments) => _waiting.Add((sql, Command(sql, arguments)));

    /// <summary>What waits now is to be sent whatever becomes of what comes after it.</summary>
    public void Mark() => _mark = _waiting.Count;

    /// <summary>Drops what came after the mark and was not sent.</summary>
    /// <returns>False if the mark itself was sent already.</returns>
    public bool ReturnToMark()
    {
        var isThere = _mark > 0;
        _waiting.RemoveRange(_mark, _waiting.Count - _mark);
        return isThere;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _mark = 0;
    }

    /// <returns>How many rows the last statement, this one, changed.</returns>
    public int Execute(string sql, ReadOnlySpan<object?> arguments)
    {
        Add(sql, arguments);
        return Send();
    }

    public void Flush()
    {
        if (!IsEmpty)
        {
            Send();
        }
    }

    /// <summary>Opens the rows of this statement, after those before it.</summary>
    /// <returns>The rows, and what has to be disposed after them.</returns>
    public (DbDataReader Rows, IDisposable Sent) Read(string sql, ReadOnlySpan<object?> arguments)
    {
        var batch = Batch(Command(sql, arguments));
        var sent = _waiting.ToArray();
        Clear();
        try
        {
            var reader = batch.ExecuteReader();
            Note(sent);
            return (reader, batch);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private int Send()
    {
        using var batch = Batch(null);
        var sent = _waiting.ToArray();
        Clear();
        batch.ExecuteNonQuery();
        Note(sent);
        return sent[^1].Command.RecordsAffected;
    }

    private NpgsqlBatch Batch(NpgsqlBatchCommand? last)
    {
        var batch = connection.CreateBatch();
        batch.Timeout = timeoutSeconds;
        foreach (var (_, command) in _waiting)
        {
            batch.BatchCommands.Add(command);
        }

        if (last is not null)
        {
            batch.BatchCommands.Add(last);
        }

        return batch;
    }

    private void Note((string Sql, NpgsqlBatchCommand Command)[] sent)
    {
        foreach (var (sql, command) in sent)
        {
            if (command.RecordsAffected > 0)
            {
                wrote(sql);
            }
        }
    }

    private NpgsqlBatchCommand Command(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!_texts.TryGetValue(sql, out var text))
        {
            text = ParameterNames.Positional(sql, arguments.Length);
            if (DbSession.IsKept(sql, _texts.Count))
            {
                _texts.Add(sql, text);
            }
        }

        var command = new NpgsqlBatchCommand(text);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument ?? DBNull.Value });
        }

        return command;
    }
}
