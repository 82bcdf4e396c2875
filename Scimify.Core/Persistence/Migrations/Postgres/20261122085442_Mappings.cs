using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Mappings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "looker_attributes",
                table: "scim_users",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "group_roles",
                columns: table => new
                {
                    group_key = table.Column<long>(type: "bigint", nullable: false),
                    role_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    integration_key = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_roles", x => new { x.group_key, x.role_id });
                    table.ForeignKey(
                        name: "fk_group_roles_scim_groups_group_key",
                        column: x => x.group_key,
                        principalTable: "scim_groups",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "integration_mappings",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    attributes = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_integration_mappings", x => x.integration_key);
                    table.ForeignKey(
                        name: "fk_integration_mappings_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "looker_roles",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    role_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    granted = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attempted = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_certain = table.Column<int>(type: "integer", nullable: false),
                    organization_key = table.Column<int>(type: "integer", nullable: false),
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    desired_generation = table.Column<long>(type: "bigint", nullable: false),
                    applied_generation = table.Column<long>(type: "bigint", nullable: false),
                    due = table.Column<int>(type: "integer", nullable: false),
                    sync_state = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    not_before = table.Column<long>(type: "bigint", nullable: false),
                    lease_until = table.Column<long>(type: "bigint", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sync_error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    request_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    due_since = table.Column<long>(type: "bigint", nullable: true),
                    look_again_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_looker_roles", x => x.key);
                    table.ForeignKey(
                        name: "fk_looker_roles_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "mapping_progress",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    swept_to = table.Column<long>(type: "bigint", nullable: true),
                    compared_to = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mapping_progress", x => x.integration_key);
                    table.ForeignKey(
                        name: "fk_mapping_progress_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            // What is there already gets its rows, as new integrations do.
            migrationBuilder.Sql("INSERT INTO integration_mappings (integration_key, version) SELECT key, 0 FROM integrations;");
            migrationBuilder.Sql("INSERT INTO mapping_progress (integration_key, compared_to) SELECT key, 0 FROM integrations;");

            migrationBuilder.CreateIndex(
                name: "ix_group_roles_role",
                table: "group_roles",
                columns: new[] { "integration_key", "role_id" });

            migrationBuilder.CreateIndex(
                name: "ix_looker_roles_due",
                table: "looker_roles",
                columns: new[] { "integration_key", "due", "not_before" },
                filter: "due > 0");

            migrationBuilder.CreateIndex(
                name: "ix_looker_roles_unsettled",
                table: "looker_roles",
                columns: new[] { "integration_key", "sync_state", "request_id" },
                filter: "sync_state > 0");

            migrationBuilder.CreateIndex(
                name: "ux_looker_roles_role",
                table: "looker_roles",
                columns: new[] { "integration_key", "role_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "group_roles");

            migrationBuilder.DropTable(
                name: "integration_mappings");

            migrationBuilder.DropTable(
                name: "looker_roles");

            migrationBuilder.DropTable(
                name: "mapping_progress");

            migrationBuilder.DropColumn(
                name: "looker_attributes",
                table: "scim_users");
        }
    }
}
