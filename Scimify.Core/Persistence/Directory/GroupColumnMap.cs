using System.Data.Common;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;

namespace Scimify.Core.Persistence.Directory;

/// <summary>The columns of <c>scim_groups</c> for hand-written hot statements.</summary>
internal static class GroupColumnMap
{
    private static readonly string[] Own =
    [
        "id", "display_name", "display_name_norm", "external_id", "version", "created_at", "updated_at", "deleted_at", "looker_group_id",
        "link_state", "applied_name", "creation_attempted", "members_version", "released_looker_id", "late_name", "external_id_norm",
    ];

    private static readonly string[] All = [.. Own, .. SyncColumnMap.Names];

    /// <summary>The key comes first; the prefix is <c>g</c>.</summary>
    public static readonly string Select = "g.key, " + string.Join(", ", All.Select(name => "g." + name));

    public static readonly string Insert =
        $"INSERT INTO scim_groups ({string.Join(", ", All)}) VALUES ({SyncColumnMap.Parameters(All.Length)}) RETURNING key";

    /// <summary>In the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names => All;

    /// <summary>The column after the last one of <see cref="Select"/>.</summary>
    public static int Next => 1 + All.Length;

    public static ScimGroupRow Read(DbDataReader reader)
    {
        var row = new ScimGroupRow
        {
            Key = reader.GetInt64(0),
            Id = Guid.Parse(reader.GetString(1)),
            DisplayName = reader.GetString(2),
            DisplayNameNorm = reader.GetString(3),
            ExternalId = SyncColumnMap.Text(reader, 4),
            Version = reader.GetInt64(5),
            CreatedAt = SyncColumnMap.Time(reader, 6),
            UpdatedAt = SyncColumnMap.Time(reader, 7),
            DeletedAt = reader.IsDBNull(8) ? null : SyncColumnMap.Time(reader, 8),
            LookerGroupId = SyncColumnMap.Text(reader, 9),
            LinkState = (LinkState)reader.GetInt32(10),
            AppliedName = SyncColumnMap.Text(reader, 11),
            CreationAttempted = reader.GetInt32(12) != 0,
            MembersVersion = reader.GetInt64(13),
            ReleasedLookerId = SyncColumnMap.Text(reader, 14),
            LateName = SyncColumnMap.Text(reader, 15),
        };
        SyncColumnMap.Read(reader, 1 + Own.Length, row);
        return row;
    }

    public static object?[] Values(ScimGroupRow row) =>
    [
        row.Id.ToString("D"), row.DisplayName, row.DisplayNameNorm, row.ExternalId, row.Version, row.CreatedAt.ToUnixTimeMilliseconds(),
        row.UpdatedAt.ToUnixTimeMilliseconds(), row.DeletedAt?.ToUnixTimeMilliseconds(), row.LookerGroupId, (int)row.LinkState, row.AppliedName,
        row.CreationAttempted ? 1 : 0, row.MembersVersion, row.ReleasedLookerId, row.LateName, row.ExternalIdNorm,
        .. SyncColumnMap.Values(row),
    ];
}
