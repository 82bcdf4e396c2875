using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Scimify.Core.Persistence.Database;

/// <summary>Maps a violated unique index to its SCIM attribute.</summary>
internal static class UniqueViolation
{
    private const int SqliteConstraintUnique = 2067;

    /// <returns>Null if the error is of another kind.</returns>
    public static string? AttributeOf(DbException error)
    {
        var violated = error switch
        {
            SqliteException { SqliteExtendedErrorCode: SqliteConstraintUnique } sqlite => sqlite.Message,
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } postgres => postgres.ConstraintName,
            _ => null,
        };
        return violated switch
        {
            null => null,
            _ when violated.Contains("user_name", StringComparison.Ordinal) => "userName",
            _ when violated.Contains("display_name", StringComparison.Ordinal) => "displayName",
            _ when violated.Contains("looker_user", StringComparison.Ordinal) => "Looker user",
            _ when violated.Contains("looker_group", StringComparison.Ordinal) => "Looker group",
            _ => "id",
        };
    }
}
