using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Saml : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "saml_drafts",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    author_id = table.Column<string>(type: "TEXT", nullable: true),
                    author_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    base_settings = table.Column<string>(type: "TEXT", nullable: false),
                    changes = table.Column<string>(type: "TEXT", nullable: false),
                    test = table.Column<int>(type: "INTEGER", nullable: false),
                    test_slug = table.Column<string>(type: "TEXT", nullable: true),
                    tested_fingerprint = table.Column<string>(type: "TEXT", nullable: true),
                    tested_by_name = table.Column<string>(type: "TEXT", nullable: true),
                    tested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    approved_fingerprint = table.Column<string>(type: "TEXT", nullable: true),
                    approver_id = table.Column<string>(type: "TEXT", nullable: true),
                    approver_name = table.Column<string>(type: "TEXT", nullable: true),
                    approved_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_drafts", x => x.key);
                    table.ForeignKey(
                        name: "fk_saml_drafts_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "saml_policies",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    requires_approval = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_policies", x => x.integration_key);
                    table.ForeignKey(
                        name: "fk_saml_policies_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "saml_revisions",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    source = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    author_name = table.Column<string>(type: "TEXT", nullable: false),
                    author_id = table.Column<string>(type: "TEXT", nullable: true),
                    approver_name = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    test_result = table.Column<string>(type: "TEXT", nullable: true),
                    overridden = table.Column<string>(type: "TEXT", nullable: true),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    settings = table.Column<string>(type: "TEXT", nullable: false),
                    before = table.Column<string>(type: "TEXT", nullable: true),
                    looker_modified_at = table.Column<string>(type: "TEXT", nullable: true),
                    looker_modified_by = table.Column<string>(type: "TEXT", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_revisions", x => x.key);
                    table.ForeignKey(
                        name: "fk_saml_revisions_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_saml_drafts_id",
                table: "saml_drafts",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saml_drafts_integration",
                table: "saml_drafts",
                columns: new[] { "integration_key", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_saml_revisions_id",
                table: "saml_revisions",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_saml_revisions_applying",
                table: "saml_revisions",
                column: "integration_key",
                unique: true,
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "ux_saml_revisions_number",
                table: "saml_revisions",
                columns: new[] { "integration_key", "number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "saml_drafts");

            migrationBuilder.DropTable(
                name: "saml_policies");

            migrationBuilder.DropTable(
                name: "saml_revisions");
        }
    }
}
