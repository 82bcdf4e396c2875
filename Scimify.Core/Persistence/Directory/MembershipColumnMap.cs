using System.Data.Common;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Directory;

/// <summary>The columns of <c>memberships</c> for hand-written hot statements.</summary>
internal static class MembershipColumnMap
{
    private static readonly string[] All = ["desired", "applied", .. SyncColumnMap.Names];

    /// <summary>Both keys come first; the prefix is <c>m</c>.</summary>
    public static readonly string Select = "m.group_key, m.user_key, " + string.Join(", ", All.Select(name => "m." + name));

    public static readonly string Insert =
        $"INSERT INTO memberships ({string.Join(", ", All)}, group_key, user_key) VALUES ({SyncColumnMap.Parameters(All.Length + 2)})";

    public static readonly string Update =
        $"UPDATE memberships SET {SyncColumnMap.Assignments(All)} WHERE group_key = {ParameterNames.Of(All.Length)} AND user_key = {ParameterNames.Of(All.Length + 1)}";

    /// <summary>The column after the last one of <see cref="Select"/>.</summary>
    public static int Next => 2 + All.Length;

    public static MembershipRow Read(DbDataReader reader)
    {
        var row = new MembershipRow
        {
            GroupKey = reader.GetInt64(0),
            UserKey = reader.GetInt64(1),
            Desired = reader.GetInt32(2) != 0,
            Applied = (AppliedMembership)reader.GetInt32(3),
        };
        SyncColumnMap.Read(reader, 4, row);
        return row;
    }

    /// <summary>Both keys come last.</summary>
    public static object?[] Values(MembershipRow row) =>
        [row.Desired ? 1 : 0, (int)row.Applied, .. SyncColumnMap.Values(row), row.GroupKey, row.UserKey];
}
