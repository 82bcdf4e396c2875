using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Postgres
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
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "external_id_norm",
                table: "scim_groups",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "provisioning_log",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "held_changes",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "audit_log",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");
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
