using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Overtaken : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "settles_with",
                table: "provisioning_log",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_tombstones",
                table: "scim_groups",
                columns: new[] { "integration_key", "display_name_norm" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_settles_with",
                table: "provisioning_log",
                column: "settles_with",
                filter: "settles_with IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_scim_groups_tombstones",
                table: "scim_groups");

            migrationBuilder.DropIndex(
                name: "ix_provisioning_log_settles_with",
                table: "provisioning_log");

            migrationBuilder.DropColumn(
                name: "settles_with",
                table: "provisioning_log");
        }
    }
}
