using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "released_looker_id",
                table: "scim_users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "released_looker_id",
                table: "scim_groups",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "inventory",
                table: "reconcile_runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "looker_id",
                table: "held_changes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "looker_name",
                table: "held_changes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "urgent",
                table: "drift_items",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "looker_inventory",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    is_group = table.Column<int>(type: "INTEGER", nullable: false),
                    looker_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_norm = table.Column<string>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    email_norm = table.Column<string>(type: "TEXT", nullable: false),
                    traits = table.Column<int>(type: "INTEGER", nullable: false),
                    members = table.Column<int>(type: "INTEGER", nullable: true),
                    run_key = table.Column<long>(type: "INTEGER", nullable: false)
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
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "protected_accounts",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    address_norm = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    added_by = table.Column<string>(type: "TEXT", nullable: false)
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
                    group_key = table.Column<long>(type: "INTEGER", nullable: false),
                    user_key = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
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
                })
                .Annotation("Scimify:WithoutRowid", true);

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
