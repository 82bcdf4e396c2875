using Microsoft.EntityFrameworkCore;

namespace Scimify.Core.Persistence.Schema;

/// <summary>The model on SQLite; its migrations are in <c>Migrations/Sqlite</c>.</summary>
public sealed class SqliteScimifyContext(DbContextOptions<SqliteScimifyContext> options) : ScimifyContext(options)
{
    protected override string? BytewiseCollation => null;
}
