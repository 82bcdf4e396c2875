using System.Data.Common;
using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Erasure;

/// <summary>Erases a person from the rows that are found by their texts, and from the person's own entries. It reads in parts, and writes only rows that change.</summary>
internal sealed class ErasedTexts(ScimifyDatabase database, FormerPerson person)
{
    private const int ReadAtOnce = 2_000;
    private const int WrittenAtOnce = 100;

    /// <summary>In place of words.</summary>
    private const string Erasure = "Erased together with the person.";

    private static readonly TextTable Log = new(
        "provisioning_log", "integration_key = @p1", HasSubject: true,
        [new("name", Own.Name), new("external_id", Own.Name), new("search_text", Own.Search), new("detail", Own.Note), new("changes", Own.Changes), new("tolerances", Own.Text)]);

    private static readonly TextTable Calls = new(
        "looker_effects", "integration_key = @p1", HasSubject: true, [new("name", Own.Name), new("request", Own.Text), new("detail", Own.Note)]);

    private static readonly TextTable[] Others =
    [
        new("rejected_requests", "organization_key = @p2", HasSubject: false, [new("path", Own.Text)]),
        new("held_changes", "integration_key = @p1", HasSubject: true, [new("name", Own.Name), new("looker_name", Own.Name), new("reason", Own.Note), new("search_text", Own.Search)]),
        new("drift_items", "integration_key = @p1", HasSubject: true, [new("name", Own.Name), new("desired", Own.Note), new("actual", Own.Note)]),
        new("webhook_deliveries", "webhook_key IN (SELECT w.key FROM webhooks w WHERE w.organization_key = @p2)", HasSubject: false, [new("body", Own.Json)]),
    ];

    private readonly PersonalValues _values = PersonalValues.Anywhere(person);
    private readonly HashSet<string> _ids = [.. person.ScimIds.Select(id => id.ToString("D"))];

    /// <summary>Everything but the person's own entries of the provisioning log.</summary>
    public async Task<(long Log, long Calls, long Others)> EraseAsync(CancellationToken ct)
    {
        var (log, calls, others) = (await EraseAsync(Log, leavesOwn: true, ct), await EraseAsync(Calls, leavesOwn: false, ct), 0L);
        foreach (var table in Others)
        {
            others += await EraseAsync(table, leavesOwn: false, ct);
        }

        return (log, calls, others);
    }

    /// <summary>The person's own entries of the provisioning log.</summary>
    public async Task<long> EraseOwnLogAsync(CancellationToken ct)
    {
        var erased = 0L;
        foreach (var id in _ids)
        {
            var keys = await database.ReadAsync(session => session.All("SELECT key FROM provisioning_log WHERE scim_id = @p0 AND organization_key = @p1 ORDER BY key", row => row.GetInt64(0), id, person.OrganizationKey), ct);
            erased += await WriteAsync(Log, keys, leavesOwn: false, ct);
        }

        return erased;
    }

    private async Task<long> EraseAsync(TextTable table, bool leavesOwn, CancellationToken ct)
    {
        var (erased, after) = (0L, (long?)0);
        while (after is { } from)
        {
            var keys = new List<long>();
            after = await database.ReadAsync(person.IntegrationKey, session => Find(session, table, leavesOwn, from, keys), ct);
            erased += await WriteAsync(table, keys, leavesOwn, ct);
        }

        return erased;
    }

    /// <returns>The last key that was read; null if there are no more.</returns>
    private long? Find(ReadSession session, TextTable table, bool leavesOwn, long after, List<long> found)
    {
        var rows = session.All(
            $"{table.Select} WHERE key > @p0 AND {table.Where} AND @p1 = @p1 AND @p2 = @p2 ORDER BY key LIMIT {ReadAtOnce}",
            row => (Key: row.GetInt64(0), Changes: Changed(table, row, leavesOwn) is not null),
            after,
            person.IntegrationKey,
            person.OrganizationKey);
        found.AddRange(rows.Where(row => row.Changes).Select(row => row.Key));
        return rows.Count < ReadAtOnce ? null : rows[^1].Key;
    }

    private async Task<long> WriteAsync(TextTable table, List<long> keys, bool leavesOwn, CancellationToken ct)
    {
        var written = 0L;
        foreach (var part in keys.Chunk(WrittenAtOnce))
        {
            written += await database.WriteAsync(session =>
            {
                session.ConcernIntegration(person.IntegrationKey);
                return part.Count(key => Write(session, table, key, leavesOwn));
            }, ct);
        }

        return written;
    }

    private bool Write(WriteSession session, TextTable table, long key, bool leavesOwn)
    {
        var changed = session.First($"{table.Select} WHERE key = @p0{session.Dialect.ForUpdate}", row => Changed(table, row, leavesOwn) ?? [], key);
        if (changed is null or [])
        {
            return false;
        }

        session.Execute(table.Update, [key, .. changed]);
        return true;
    }

    /// <returns>The new values of all columns; null if nothing changes.</returns>
    private object?[]? Changed(TextTable table, DbDataReader row, bool leavesOwn)
    {
        var isOwn = !row.IsDBNull(1) && _ids.Contains(row.GetString(1));
        if (isOwn && leavesOwn)
        {
            return null;
        }

        var before = table.Columns.Select((_, i) => row.IsDBNull(i + 2) ? null : row.GetString(i + 2)).ToArray();
        var after = table.Columns.Select((column, i) => before[i] is { } text ? New(column.Own, text, isOwn) : null).ToArray();
        return before.SequenceEqual(after) ? null : after;
    }

    private string? New(Own column, string text, bool isOwn) => column switch
    {
        Own.Json => _values.WithoutInJson(text),
        Own.Changes when isOwn => JsonSerializer.Serialize(LoggedChange.Read(text).Select(Erased), JsonSerializerOptions.Web),
        Own.Changes => _values.WithoutInJson(text),
        Own.Name when isOwn => person.Pseudonym,
        Own.Search when isOwn => ScimText.Searchable(person.Pseudonym),
        Own.Note when isOwn => Erasure,
        _ => _values.Without(text),
    };

    /// <summary>Whether somebody was active names nobody.</summary>
    private LoggedChange Erased(LoggedChange change) => change.Attribute == "active"
        ? change
        : change with { Before = change.Before is null ? null : person.Pseudonym, After = change.After is null ? null : person.Pseudonym };

    /// <param name="Where">With @p1, the integration, or @p2, the organization.</param>
    /// <param name="HasSubject">Whether rows have the SCIM ID of whom they are about.</param>
    private sealed record TextTable(string Name, string Where, bool HasSubject, IReadOnlyList<TextColumn> Columns)
    {
        public string Select { get; } = $"SELECT key, {(HasSubject ? "scim_id" : "NULL")}, {string.Join(", ", Columns.Select(c => c.Name))} FROM {Name}";

        public string Update { get; } = $"UPDATE {Name} SET {string.Join(", ", Columns.Select((c, i) => $"{c.Name} = @p{i + 1}"))} WHERE key = @p0";
    }

    /// <param name="Own">What becomes of it in a row about the person. In other rows, only what names the person goes.</param>
    private sealed record TextColumn(string Name, Own Own);

    private enum Own
    {
        /// <summary>The pseudonym takes its place.</summary>
        Name,

        /// <summary>Words that may quote anything of the person.</summary>
        Note,

        /// <summary>What a write changed, attribute by attribute.</summary>
        Changes,
        Search,

        /// <summary>As in rows of others.</summary>
        Text,
        Json,
    }
}
