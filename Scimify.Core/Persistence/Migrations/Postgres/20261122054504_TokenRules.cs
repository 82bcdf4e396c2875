using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TokenRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "allowed_networks",
                table: "scim_tokens",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<long>(
                name: "overlap_until",
                table: "scim_tokens",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "previous_hash",
                table: "scim_tokens",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "scopes",
                table: "scim_tokens",
                type: "integer",
                nullable: false,
                defaultValue: 3);

            migrationBuilder.AddColumn<int>(
                name: "token_default_days",
                table: "organizations",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "token_max_days",
                table: "organizations",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tokens_may_never_expire",
                table: "organizations",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "rejected_requests",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    organization_key = table.Column<int>(type: "integer", nullable: true),
                    integration_key = table.Column<int>(type: "integer", nullable: true),
                    token_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    token_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    reason = table.Column<int>(type: "integer", nullable: false),
                    source_address = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    user_agent = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    method = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash_start = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rejected_requests", x => x.key);
                });

            migrationBuilder.CreateIndex(
                name: "ix_scim_tokens_previous_hash",
                table: "scim_tokens",
                column: "previous_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rejected_requests_organization_key_key",
                table: "rejected_requests",
                columns: new[] { "organization_key", "key" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rejected_requests");

            migrationBuilder.DropIndex(
                name: "ix_scim_tokens_previous_hash",
                table: "scim_tokens");

            migrationBuilder.DropColumn(
                name: "allowed_networks",
                table: "scim_tokens");

            migrationBuilder.DropColumn(
                name: "overlap_until",
                table: "scim_tokens");

            migrationBuilder.DropColumn(
                name: "previous_hash",
                table: "scim_tokens");

            migrationBuilder.DropColumn(
                name: "scopes",
                table: "scim_tokens");

            migrationBuilder.DropColumn(
                name: "token_default_days",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "token_max_days",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "tokens_may_never_expire",
                table: "organizations");
        }
    }
}
