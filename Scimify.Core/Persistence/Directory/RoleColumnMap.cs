using System.Data.Common;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Directory;

/// <summary>The columns of <c>looker_roles</c>, like those of the other synchronised rows.</summary>
internal static class RoleColumnMap
{
    private static readonly string[] Own = ["id", "role_id", "name", "granted", "attempted", "is_certain"];

    private static readonly string[] All = [.. Own, .. SyncColumnMap.Names];

    /// <summary>The key comes first; the prefix is <c>r</c>.</summary>
    public static readonly string Select = "r.key, " + string.Join(", ", All.Select(name => "r." + name));

    public static readonly string Insert =
        $"INSERT INTO looker_roles ({string.Join(", ", All)}) VALUES ({SyncColumnMap.Parameters(All.Length)}) RETURNING key";

    public static readonly string Update =
        $"UPDATE looker_roles SET {SyncColumnMap.Assignments(All)} WHERE key = {ParameterNames.Of(All.Length)}";

    public static LookerRoleRow Read(DbDataReader reader)
    {
        var row = new LookerRoleRow
        {
            Key = reader.GetInt64(0),
            Id = Guid.Parse(reader.GetString(1)),
            RoleId = reader.GetString(2),
            Name = reader.GetString(3),
            Granted = reader.GetString(4),
            Attempted = reader.GetString(5),
            IsCertain = reader.GetInt32(6) != 0,
        };
        SyncColumnMap.Read(reader, 1 + Own.Length, row);
        return row;
    }

    public static object?[] Values(LookerRoleRow row) =>
        [row.Id.ToString("D"), row.RoleId, row.Name, row.Granted, row.Attempted, row.IsCertain ? 1 : 0, .. SyncColumnMap.Values(row)];
}
