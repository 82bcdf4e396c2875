using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class HeldChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "active_users",
                table: "integration_counters",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.Sql(
                """
                UPDATE integration_counters SET active_users = (SELECT count(*) FROM scim_users u
                    WHERE u.integration_key = integration_counters.integration_key AND u.active = 1 AND u.deleted_at IS NULL)
                """);

            migrationBuilder.CreateTable(
                name: "guarded_removals",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<long>(type: "INTEGER", nullable: false),
                    user_key = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_guarded_removals", x => new { x.integration_key, x.group_key, x.user_key });
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "held_changes",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    action = table.Column<int>(type: "INTEGER", nullable: false),
                    user_key = table.Column<long>(type: "INTEGER", nullable: true),
                    group_key = table.Column<long>(type: "INTEGER", nullable: true),
                    scim_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: true),
                    was_active = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_held_changes", x => x.key);
                    table.ForeignKey(
                        name: "fk_held_changes_memberships_group_key_user_key",
                        columns: x => new { x.group_key, x.user_key },
                        principalTable: "memberships",
                        principalColumns: new[] { "group_key", "user_key" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_held_changes_scim_groups_group_key",
                        column: x => x.group_key,
                        principalTable: "scim_groups",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_held_changes_scim_users_user_key",
                        column: x => x.user_key,
                        principalTable: "scim_users",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_guarded_removals_window",
                table: "guarded_removals",
                columns: new[] { "integration_key", "group_key", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_held_changes_group_key_user_key",
                table: "held_changes",
                columns: new[] { "group_key", "user_key" });

            migrationBuilder.CreateIndex(
                name: "ix_held_changes_id",
                table: "held_changes",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_held_changes_page",
                table: "held_changes",
                columns: new[] { "integration_key", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_held_changes_request",
                table: "held_changes",
                column: "request_id");

            migrationBuilder.CreateIndex(
                name: "ix_held_changes_user_key",
                table: "held_changes",
                column: "user_key");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "guarded_removals");

            migrationBuilder.DropTable(
                name: "held_changes");

            migrationBuilder.DropColumn(
                name: "active_users",
                table: "integration_counters");
        }
    }
}
