using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Postgres
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
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization_key = table.Column<int>(type: "integer", nullable: false),
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    author_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    author_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    base_settings = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    changes = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    test = table.Column<int>(type: "integer", nullable: false),
                    test_slug = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tested_fingerprint = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tested_by_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tested_at = table.Column<long>(type: "bigint", nullable: true),
                    approved_fingerprint = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    approver_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    approver_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    approved_at = table.Column<long>(type: "bigint", nullable: true)
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
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    requires_approval = table.Column<int>(type: "integer", nullable: false)
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
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization_key = table.Column<int>(type: "integer", nullable: false),
                    integration_key = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    settled_at = table.Column<long>(type: "bigint", nullable: true),
                    author_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    author_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    approver_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    test_result = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    overridden = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    fingerprint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    settings = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    before = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    looker_modified_at = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    looker_modified_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lease_until = table.Column<long>(type: "bigint", nullable: false)
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
