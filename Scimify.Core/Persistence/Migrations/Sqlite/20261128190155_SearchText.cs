using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SearchText : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "external_id_norm",
                table: "scim_users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "external_id_norm",
                table: "scim_groups",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "provisioning_log",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "held_changes",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "audit_log",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "external_id_norm",
                table: "scim_users");

            migrationBuilder.DropColumn(
                name: "external_id_norm",
                table: "scim_groups");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "provisioning_log");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "held_changes");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "audit_log");
        }
    }
}
