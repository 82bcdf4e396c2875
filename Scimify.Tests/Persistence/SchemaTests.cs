using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Schema;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>The model describes the schema, and the migrations create exactly that.</summary>
public sealed class SchemaTests
{
    /// <summary>Operations for which EF Core does not need the model that the migration leads to.</summary>
    private static readonly Type[] NeedNoModel =
    [
        typeof(CreateTableOperation), typeof(CreateIndexOperation), typeof(AddColumnOperation), typeof(DropIndexOperation), typeof(DropTableOperation),
        typeof(RenameTableOperation), typeof(RenameColumnOperation), typeof(SqlOperation), typeof(InsertDataOperation), typeof(UpdateDataOperation),
        typeof(DeleteDataOperation),
    ];

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Migrations_make_the_schema_of_the_model(DatabaseProvider provider)
    {
        await using var migrated = await TestDatabase.CreateAsync(provider);
        await using var made = await TestDatabase.CreateBlankAsync(provider);
        await using (var context = made.Database.CreateDbContext())
        {
            await context.Database.EnsureCreatedAsync(Ct);
        }

        var schema = await DatabaseSchema.ReadAsync(migrated.Database, Ct);

        Assert.Equal(await DatabaseSchema.ReadAsync(made.Database, Ct), schema);
        Assert.Contains(schema, line => line.Contains("ix_memberships_due", StringComparison.Ordinal) && line.Contains("WHERE", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task No_change_of_the_model_waits_for_a_migration(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var context = test.Database.CreateDbContext();

        Assert.False(context.Database.HasPendingModelChanges(), "Run tools/migrations.");
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_migration_without_a_model_does_only_what_needs_none(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateBlankAsync(provider);
        await using var context = test.Database.CreateDbContext();
        var assembly = context.GetService<IMigrationsAssembly>();

        Assert.NotEmpty(assembly.Migrations);
        Assert.Empty(
            from known in assembly.Migrations
            let migration = assembly.CreateMigration(known.Value, context.Database.ProviderName!)
            where !migration.TargetModel.GetEntityTypes().Any()
            from operation in migration.UpOperations
            where !NeedNoModel.Contains(operation.GetType())
            select $"{known.Key}: {operation.GetType().Name}");
    }

    [Fact]
    public async Task Tables_without_a_rowid_are_those_that_the_model_names()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);

        Assert.Equal(
            [
                "access_details", "access_intervals", "access_names", "access_reviewers", "group_roles", "guarded_removals", "log_stream_positions", "log_stream_waiting", "looker_inventory", "memberships",
                "removed_memberships", "review_managers", "reviewed_access", "scim_user_emails",
            ],
            await test.Database.ReadAsync(s => s.All("SELECT name FROM pragma_table_list WHERE wr = 1 AND schema = 'main' ORDER BY name", row => row.GetString(0)), Ct));
    }

    /// <summary>SQLite cannot change a column, so EF Core copies the table.</summary>
    [Fact]
    public async Task A_rebuilt_table_keeps_its_definition()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var before = await DatabaseSchema.ReadAsync(test.Database, Ct);
        await using var context = test.Database.CreateDbContext();
        var model = context.GetService<IDesignTimeModel>().Model;
        var tables = model.GetRelationalModel().Tables.Where(table => table.FindAnnotation(WithoutRowid.Annotation) is not null).ToList();

        foreach (var table in tables)
        {
            var commands = context.GetService<IMigrationsSqlGenerator>().Generate([Rewritten(table)], model);
            Assert.Contains(commands, command => command.CommandText.StartsWith($"CREATE TABLE \"ef_temp_{table.Name}\"", StringComparison.Ordinal));
            context.GetService<IMigrationCommandExecutor>().ExecuteNonQuery(commands, context.GetService<IRelationalConnection>());
        }

        Assert.Equal(14, tables.Count);
        Assert.Equal(before, await DatabaseSchema.ReadAsync(test.Database, Ct));
    }

    /// <summary>The smallest change that makes EF Core rebuild the table.</summary>
    private static AlterColumnOperation Rewritten(ITable table) => new()
    {
        Table = table.Name,
        Name = table.Columns.First().Name,
        ClrType = typeof(long),
        ColumnType = table.Columns.First().StoreType,
    };
}
