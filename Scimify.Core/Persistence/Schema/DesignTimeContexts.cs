using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Scimify.Core.Persistence.Schema;

/// <summary>For <c>dotnet ef migrations add</c> only; see CONTRIBUTING.</summary>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteScimifyContext>
{
    public SqliteScimifyContext CreateDbContext(string[] args) =>
        new(SqliteScimifyContext.Options(builder => builder.UseSqlite("Data Source=:memory:")));
}

/// <summary>For <c>dotnet ef migrations add</c> only; see CONTRIBUTING.</summary>
internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<PostgresScimifyContext>
{
    public PostgresScimifyContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresScimifyContext>().UseNpgsql("Host=localhost").Options);
}
