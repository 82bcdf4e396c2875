using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Sqlite
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
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    user_key = table.Column<long>(type: "INTEGER", nullable: true),
                    group_key = table.Column<long>(type: "INTEGER", nullable: true),
                    resource_type = table.Column<string>(type: "TEXT", nullable: false),
                    scim_id = table.Column<string>(type: "TEXT", nullable: false),
                    looker_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    field = table.Column<string>(type: "TEXT", nullable: false),
                    member_looker_id = table.Column<string>(type: "TEXT", nullable: false),
                    desired = table.Column<string>(type: "TEXT", nullable: true),
                    actual = table.Column<string>(type: "TEXT", nullable: true),
                    managed = table.Column<int>(type: "INTEGER", nullable: false),
                    found_at = table.Column<long>(type: "INTEGER", nullable: false),
                    run_key = table.Column<long>(type: "INTEGER", nullable: false)
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
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    repair = table.Column<int>(type: "INTEGER", nullable: false),
                    done = table.Column<int>(type: "INTEGER", nullable: false),
                    total = table.Column<int>(type: "INTEGER", nullable: false),
                    found = table.Column<int>(type: "INTEGER", nullable: false),
                    repaired = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false)
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
