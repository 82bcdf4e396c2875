using Microsoft.EntityFrameworkCore;

namespace Scimify.Core.Persistence.Schema;

/// <summary>The model on PostgreSQL; its migrations are in <c>Migrations/Postgres</c>.</summary>
public sealed class PostgresScimifyContext(DbContextOptions<PostgresScimifyContext> options) : ScimifyContext(options)
{
    protected override string? BytewiseCollation => "C";
}
