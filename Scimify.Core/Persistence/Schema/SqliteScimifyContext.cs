using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Scimify.Core.Persistence.Schema;

/// <summary>The model on SQLite; its migrations are in <c>Migrations/Sqlite</c>.</summary>
public sealed class SqliteScimifyContext(DbContextOptions<SqliteScimifyContext> options) : ScimifyContext(options)
{
    protected override string? BytewiseCollation => null;

    /// <summary>Options with the services that act on <see cref="WithoutRowid"/>.</summary>
    /// <param name="provider">Calls <c>UseSqlite</c>.</param>
    internal static DbContextOptions<SqliteScimifyContext> Options(Action<DbContextOptionsBuilder> provider)
    {
        var builder = new DbContextOptionsBuilder<SqliteScimifyContext>();
        provider(builder);
        builder.ReplaceService<IRelationalAnnotationProvider, SqliteAnnotations>();
        builder.ReplaceService<IMigrationsSqlGenerator, SqliteMigrationsSql>();
        return builder.Options;
    }
}
