using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Adoption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "protection",
                table: "scim_users",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "released_looker_id",
                table: "scim_users",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "released_looker_id",
                table: "scim_groups",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "inventory",
                table: "reconcile_runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "looker_id",
                table: "held_changes",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "looker_name",
                table: "held_changes",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "urgent",
                table: "drift_items",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "looker_inventory",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    is_group = table.Column<int>(type: "integer", nullable: false),
                    looker_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name_norm = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    email = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    email_norm = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    traits = table.Column<int>(type: "integer", nullable: false),
                    members = table.Column<int>(type: "integer", nullable: true),
                    run_key = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_looker_inventory", x => new { x.integration_key, x.is_group, x.looker_id });
                    table.ForeignKey(
                        name: "fk_looker_inventory_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "protected_accounts",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization_key = table.Column<int>(type: "integer", nullable: false),
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    address_norm = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    added_at = table.Column<long>(type: "bigint", nullable: false),
                    added_by = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_protected_accounts", x => x.key);
                    table.ForeignKey(
                        name: "fk_protected_accounts_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "removed_memberships",
                columns: table => new
                {
                    group_key = table.Column<long>(type: "bigint", nullable: false),
                    user_key = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_removed_memberships", x => new { x.group_key, x.user_key });
                    table.ForeignKey(
                        name: "fk_removed_memberships_scim_groups_group_key",
                        column: x => x.group_key,
                        principalTable: "scim_groups",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_removed_memberships_scim_users_user_key",
                        column: x => x.user_key,
                        principalTable: "scim_users",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_unlinked",
                table: "scim_users",
                columns: new[] { "integration_key", "looker_email_norm" },
                filter: "looker_user_id IS NULL AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_looker_inventory_page",
                table: "looker_inventory",
                columns: new[] { "integration_key", "is_group", "name_norm", "looker_id" });

            migrationBuilder.CreateIndex(
                name: "ix_protected_accounts_id",
                table: "protected_accounts",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_protected_accounts_address",
                table: "protected_accounts",
                columns: new[] { "integration_key", "address_norm" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_removed_memberships_user_key",
                table: "removed_memberships",
                column: "user_key");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "looker_inventory");

            migrationBuilder.DropTable(
                name: "protected_accounts");

            migrationBuilder.DropTable(
                name: "removed_memberships");

            migrationBuilder.DropIndex(
                name: "ix_scim_users_unlinked",
                table: "scim_users");

            migrationBuilder.DropColumn(
                name: "protection",
                table: "scim_users");

            migrationBuilder.DropColumn(
                name: "released_looker_id",
                table: "scim_users");

            migrationBuilder.DropColumn(
                name: "released_looker_id",
                table: "scim_groups");

            migrationBuilder.DropColumn(
                name: "inventory",
                table: "reconcile_runs");

            migrationBuilder.DropColumn(
                name: "looker_id",
                table: "held_changes");

            migrationBuilder.DropColumn(
                name: "looker_name",
                table: "held_changes");

            migrationBuilder.DropColumn(
                name: "urgent",
                table: "drift_items");
        }
    }
}
