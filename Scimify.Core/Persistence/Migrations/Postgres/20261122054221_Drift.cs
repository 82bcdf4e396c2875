using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Drift : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "drift_items",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization_key = table.Column<int>(type: "integer", nullable: false),
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    user_key = table.Column<long>(type: "bigint", nullable: true),
                    group_key = table.Column<long>(type: "bigint", nullable: true),
                    resource_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scim_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    looker_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    field = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    member_looker_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    desired = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    actual = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    managed = table.Column<int>(type: "integer", nullable: false),
                    found_at = table.Column<long>(type: "bigint", nullable: false),
                    run_key = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drift_items", x => x.key);
                    table.ForeignKey(
                        name: "fk_drift_items_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reconcile_runs",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization_key = table.Column<int>(type: "integer", nullable: false),
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    repair = table.Column<int>(type: "integer", nullable: false),
                    done = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    found = table.Column<int>(type: "integer", nullable: false),
                    repaired = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    finished_at = table.Column<long>(type: "bigint", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lease_owner = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lease_until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reconcile_runs", x => x.key);
                    table.ForeignKey(
                        name: "fk_reconcile_runs_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_drift_items_id",
                table: "drift_items",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_drift_items_what",
                table: "drift_items",
                columns: new[] { "integration_key", "kind", "looker_id", "member_looker_id", "field" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reconcile_runs_id",
                table: "reconcile_runs",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reconcile_runs_integration",
                table: "reconcile_runs",
                columns: new[] { "integration_key", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_reconcile_runs_running",
                table: "reconcile_runs",
                column: "state",
                filter: "state = 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "drift_items");

            migrationBuilder.DropTable(
                name: "reconcile_runs");
        }
    }
}
