using System.Data.Common;
using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Directory;

/// <summary>The columns that all synchronised rows share, in one order for reading and writing.</summary>
internal static class SyncColumnMap
{
    public static readonly string[] Names =
    [
        "organization_key", "integration_key", "desired_generation", "applied_generation", "due", "sync_state", "attempts",
        "not_before", "lease_until", "lease_owner", "sync_error", "request_id", "due_since", "look_again_at", "taken_over_at",
    ];

    public static void Read(DbDataReader reader, int from, SyncColumns row)
    {
        row.OrganizationKey = reader.GetInt32(from);
        row.IntegrationKey = reader.GetInt32(from + 1);
        row.Load(RowState.Stored(
            new(Text(reader, from + 9), reader.GetInt64(from + 8), Number(reader, from + 13), Number(reader, from + 14)),
            new(
                reader.GetInt64(from + 2),
                reader.GetInt64(from + 3),
                (DueKind)reader.GetInt32(from + 4),
                (SyncState)reader.GetInt32(from + 5),
                reader.GetInt32(from + 6),
                reader.GetInt64(from + 7),
                Text(reader, from + 10),
                Text(reader, from + 11) is { } id ? Guid.Parse(id) : null,
                Number(reader, from + 12))));
    }

    public static object?[] Values(SyncColumns row) =>
    [
        row.OrganizationKey, row.IntegrationKey, row.DesiredGeneration, row.AppliedGeneration, (int)row.Due, (int)row.SyncState, row.Attempts,
        row.NotBefore, row.LeaseUntil, row.LeaseOwner, row.SyncError, row.RequestId?.ToString("D"), row.DueSince, row.LookAgainAt, row.TakenOverAt,
    ];

    public static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static DateTimeOffset Time(DbDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary><c>a = @p0, b = @p1</c></summary>
    public static string Assignments(IEnumerable<string> names) =>
        string.Join(", ", names.Select((name, i) => $"{name} = {ParameterNames.Of(i)}"));

    public static string Parameters(int count) => string.Join(", ", Enumerable.Range(0, count).Select(ParameterNames.Of));
}
