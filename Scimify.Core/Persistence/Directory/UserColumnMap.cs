using System.Data.Common;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;

namespace Scimify.Core.Persistence.Directory;

/// <summary>The columns of <c>scim_users</c> for hand-written hot statements.</summary>
internal static class UserColumnMap
{
    private static readonly string[] Own =
    [
        "id", "user_name", "user_name_norm", "external_id", "display", "display_name_norm", "active", "version", "created_at", "updated_at",
        "deleted_at", "looker_email", "looker_email_norm", "looker_first_name", "looker_last_name", "looker_user_id", "link_state",
        "applied_state", "creation_mark", "released_looker_id", "protection", "looker_attributes", "external_id_norm", "sort_name",
    ];

    private static readonly string[] All = [.. Own, .. SyncColumnMap.Names];

    /// <summary>The key comes first; the prefix is <c>u</c>.</summary>
    public static readonly string Select = "u.key, " + string.Join(", ", All.Select(name => "u." + name));

    public static readonly string Insert =
        $"INSERT INTO scim_users ({string.Join(", ", All)}) VALUES ({SyncColumnMap.Parameters(All.Length)}) RETURNING key";

    /// <summary>In the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names => All;

    /// <summary>The column after the last one of <see cref="Select"/>.</summary>
    public static int Next => 1 + All.Length;

    public static ScimUserRow Read(DbDataReader reader)
    {
        var row = new ScimUserRow
        {
            Key = reader.GetInt64(0),
            Id = Guid.Parse(reader.GetString(1)),
            UserName = reader.GetString(2),
            UserNameNorm = reader.GetString(3),
            ExternalId = SyncColumnMap.Text(reader, 4),
            Display = reader.GetString(5),
            DisplayNameNorm = SyncColumnMap.Text(reader, 6),
            Active = reader.GetInt32(7) != 0,
            Version = reader.GetInt64(8),
            CreatedAt = SyncColumnMap.Time(reader, 9),
            UpdatedAt = SyncColumnMap.Time(reader, 10),
            DeletedAt = reader.IsDBNull(11) ? null : SyncColumnMap.Time(reader, 11),
            LookerEmail = SyncColumnMap.Text(reader, 12),
            LookerEmailNorm = SyncColumnMap.Text(reader, 13),
            LookerFirstName = reader.GetString(14),
            LookerLastName = reader.GetString(15),
            LookerUserId = SyncColumnMap.Text(reader, 16),
            LinkState = (LinkState)reader.GetInt32(17),
            AppliedState = SyncColumnMap.Text(reader, 18),
            CreationMark = SyncColumnMap.Text(reader, 19),
            ReleasedLookerId = SyncColumnMap.Text(reader, 20),
            Protection = (Protection)reader.GetInt32(21),
            LookerAttributes = SyncColumnMap.Text(reader, 22),
        };
        SyncColumnMap.Read(reader, 1 + Own.Length, row);
        return row;
    }

    public static object?[] Values(ScimUserRow row) =>
    [
        row.Id.ToString("D"), row.UserName, row.UserNameNorm, row.ExternalId, row.Display, row.DisplayNameNorm, row.Active ? 1 : 0, row.Version,
        row.CreatedAt.ToUnixTimeMilliseconds(), row.UpdatedAt.ToUnixTimeMilliseconds(), row.DeletedAt?.ToUnixTimeMilliseconds(), row.LookerEmail,
        row.LookerEmailNorm, row.LookerFirstName, row.LookerLastName, row.LookerUserId, (int)row.LinkState, row.AppliedState, row.CreationMark,
        row.ReleasedLookerId, (int)row.Protection, row.LookerAttributes, row.ExternalIdNorm, row.SortName,
        .. SyncColumnMap.Values(row),
    ];
}
