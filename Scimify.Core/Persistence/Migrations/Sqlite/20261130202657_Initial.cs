using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Scimify.Core.Persistence.Schema;

#nullable disable

namespace Scimify.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteScimifyContext))]
    [Migration("20261130202657_Initial")]
    public class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_details",
                columns: table => new
                {
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    subject_key = table.Column<long>(type: "INTEGER", nullable: false),
                    looker_id = table.Column<string>(type: "TEXT", nullable: false),
                    from_at = table.Column<long>(type: "INTEGER", nullable: false),
                    until_at = table.Column<long>(type: "INTEGER", nullable: true),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    asked = table.Column<string>(type: "TEXT", nullable: true),
                    had = table.Column<string>(type: "TEXT", nullable: true),
                    source = table.Column<int>(type: "INTEGER", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_details", x => new { x.kind, x.subject_key, x.looker_id, x.from_at });
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "access_intervals",
                columns: table => new
                {
                    user_key = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<long>(type: "INTEGER", nullable: false),
                    from_at = table.Column<long>(type: "INTEGER", nullable: false),
                    until_at = table.Column<long>(type: "INTEGER", nullable: true),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    asked = table.Column<int>(type: "INTEGER", nullable: false),
                    had = table.Column<int>(type: "INTEGER", nullable: false),
                    source = table.Column<int>(type: "INTEGER", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_intervals", x => new { x.user_key, x.kind, x.group_key, x.from_at });
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "access_names",
                columns: table => new
                {
                    is_group = table.Column<int>(type: "INTEGER", nullable: false),
                    subject_key = table.Column<long>(type: "INTEGER", nullable: false),
                    from_at = table.Column<long>(type: "INTEGER", nullable: false),
                    until_at = table.Column<long>(type: "INTEGER", nullable: true),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    scim_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    display = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    display_norm = table.Column<string>(type: "TEXT", nullable: false),
                    search_text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_names", x => new { x.is_group, x.subject_key, x.from_at });
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "access_reviews",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_id = table.Column<string>(type: "TEXT", nullable: false),
                    integration_name = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<int>(type: "INTEGER", nullable: false),
                    scope_names = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_by = table.Column<string>(type: "TEXT", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    rows = table.Column<int>(type: "INTEGER", nullable: false),
                    without_manager = table.Column<int>(type: "INTEGER", nullable: true),
                    looker_read_at = table.Column<long>(type: "INTEGER", nullable: true),
                    list_sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    sha256 = table.Column<string>(type: "TEXT", nullable: true),
                    reminded = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_reviews", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "audit_chains",
                columns: table => new
                {
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    entries = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    forgotten_entries = table.Column<long>(type: "INTEGER", nullable: false),
                    forgotten_hash = table.Column<string>(type: "TEXT", nullable: false),
                    forgotten_until = table.Column<long>(type: "INTEGER", nullable: false),
                    seal = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_chains", x => x.organization_key);
                });

            migrationBuilder.CreateTable(
                name: "audit_log",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor_kind = table.Column<string>(type: "TEXT", nullable: false),
                    actor_id = table.Column<string>(type: "TEXT", nullable: true),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    source_address = table.Column<string>(type: "TEXT", nullable: true),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    subject_kind = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", nullable: true),
                    subject_name = table.Column<string>(type: "TEXT", nullable: false),
                    search_text = table.Column<string>(type: "TEXT", nullable: false),
                    before = table.Column<string>(type: "TEXT", nullable: true),
                    after = table.Column<string>(type: "TEXT", nullable: true),
                    salt = table.Column<string>(type: "TEXT", nullable: true),
                    value_hashes = table.Column<string>(type: "TEXT", nullable: true),
                    erasure_seal = table.Column<string>(type: "TEXT", nullable: true),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    hash = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_log", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    friendly_name = table.Column<string>(type: "TEXT", nullable: true),
                    xml = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.key);
                });

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
                name: "integration_counters",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    users = table.Column<long>(type: "INTEGER", nullable: false),
                    active_users = table.Column<long>(type: "INTEGER", nullable: false),
                    groups = table.Column<long>(type: "INTEGER", nullable: false),
                    memberships = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_integration_counters", x => x.integration_key);
                });

            migrationBuilder.CreateTable(
                name: "looker_call_counts",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    month = table.Column<int>(type: "INTEGER", nullable: false),
                    calls = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_looker_call_counts", x => new { x.integration_key, x.month });
                });

            migrationBuilder.CreateTable(
                name: "looker_effects",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_ms = table.Column<double>(type: "REAL", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: true),
                    resource_type = table.Column<string>(type: "TEXT", nullable: false),
                    scim_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    operation = table.Column<string>(type: "TEXT", nullable: false),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    facets = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: true),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_looker_effects", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "metrics_tokens",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_metrics_tokens", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notice_marks",
                columns: table => new
                {
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notice_marks", x => new { x.organization_key, x.subject });
                });

            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    tokens_may_never_expire = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 1),
                    token_max_days = table.Column<int>(type: "INTEGER", nullable: true),
                    token_default_days = table.Column<int>(type: "INTEGER", nullable: true),
                    personal_tokens_may_never_expire = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 1),
                    personal_token_max_days = table.Column<int>(type: "INTEGER", nullable: true),
                    personal_token_default_days = table.Column<int>(type: "INTEGER", nullable: true),
                    session_idle_minutes = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 480),
                    session_life_hours = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 24),
                    second_factor_roles = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    providers_only = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organizations", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "person_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    claim_type = table.Column<string>(type: "TEXT", nullable: true),
                    claim_value = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_claims", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "person_tokens",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    login_provider = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_tokens", x => new { x.user_id, x.login_provider, x.name });
                });

            migrationBuilder.CreateTable(
                name: "provisioning_log",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    request_id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_ms = table.Column<double>(type: "REAL", nullable: false),
                    token_id = table.Column<string>(type: "TEXT", nullable: true),
                    token_name = table.Column<string>(type: "TEXT", nullable: true),
                    source_address = table.Column<string>(type: "TEXT", nullable: true),
                    user_agent = table.Column<string>(type: "TEXT", nullable: true),
                    method = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<int>(type: "INTEGER", nullable: false),
                    resource_type = table.Column<string>(type: "TEXT", nullable: true),
                    scim_id = table.Column<string>(type: "TEXT", nullable: true),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    external_id = table.Column<string>(type: "TEXT", nullable: true),
                    search_text = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    sync = table.Column<int>(type: "INTEGER", nullable: false),
                    error_type = table.Column<string>(type: "TEXT", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    changes = table.Column<string>(type: "TEXT", nullable: true),
                    tolerances = table.Column<string>(type: "TEXT", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    settles_with = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provisioning_log", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "rejected_requests",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: true),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: true),
                    token_id = table.Column<string>(type: "TEXT", nullable: true),
                    token_name = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<int>(type: "INTEGER", nullable: false),
                    source_address = table.Column<string>(type: "TEXT", nullable: true),
                    user_agent = table.Column<string>(type: "TEXT", nullable: true),
                    method = table.Column<string>(type: "TEXT", nullable: false),
                    path = table.Column<string>(type: "TEXT", nullable: false),
                    hash_start = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rejected_requests", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "scim_groups",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    display_name = table.Column<string>(type: "TEXT", nullable: false),
                    display_name_norm = table.Column<string>(type: "TEXT", nullable: false),
                    external_id = table.Column<string>(type: "TEXT", nullable: true),
                    external_id_norm = table.Column<string>(type: "TEXT", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    members_version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    looker_group_id = table.Column<string>(type: "TEXT", nullable: true),
                    link_state = table.Column<int>(type: "INTEGER", nullable: false),
                    applied_name = table.Column<string>(type: "TEXT", nullable: true),
                    creation_attempted = table.Column<int>(type: "INTEGER", nullable: false),
                    late_name = table.Column<string>(type: "TEXT", nullable: true),
                    released_looker_id = table.Column<string>(type: "TEXT", nullable: true),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    desired_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    applied_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    due = table.Column<int>(type: "INTEGER", nullable: false),
                    sync_state = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    sync_error = table.Column<string>(type: "TEXT", nullable: true),
                    request_id = table.Column<string>(type: "TEXT", nullable: true),
                    due_since = table.Column<long>(type: "INTEGER", nullable: true),
                    look_again_at = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_over_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scim_groups", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "scim_users",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_name = table.Column<string>(type: "TEXT", nullable: false),
                    user_name_norm = table.Column<string>(type: "TEXT", nullable: false),
                    external_id = table.Column<string>(type: "TEXT", nullable: true),
                    external_id_norm = table.Column<string>(type: "TEXT", nullable: true),
                    display = table.Column<string>(type: "TEXT", nullable: false),
                    display_name_norm = table.Column<string>(type: "TEXT", nullable: true),
                    sort_name = table.Column<string>(type: "TEXT", nullable: false),
                    active = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    looker_email = table.Column<string>(type: "TEXT", nullable: true),
                    looker_email_norm = table.Column<string>(type: "TEXT", nullable: true),
                    looker_first_name = table.Column<string>(type: "TEXT", nullable: false),
                    looker_last_name = table.Column<string>(type: "TEXT", nullable: false),
                    looker_attributes = table.Column<string>(type: "TEXT", nullable: true),
                    looker_user_id = table.Column<string>(type: "TEXT", nullable: true),
                    link_state = table.Column<int>(type: "INTEGER", nullable: false),
                    applied_state = table.Column<string>(type: "TEXT", nullable: true),
                    creation_mark = table.Column<string>(type: "TEXT", nullable: true),
                    released_looker_id = table.Column<string>(type: "TEXT", nullable: true),
                    protection = table.Column<int>(type: "INTEGER", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    desired_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    applied_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    due = table.Column<int>(type: "INTEGER", nullable: false),
                    sync_state = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    sync_error = table.Column<string>(type: "TEXT", nullable: true),
                    request_id = table.Column<string>(type: "TEXT", nullable: true),
                    due_since = table.Column<long>(type: "INTEGER", nullable: true),
                    look_again_at = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_over_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scim_users", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "server_secrets",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    protected_value = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_server_secrets", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "servers",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    beat_at = table.Column<long>(type: "INTEGER", nullable: false),
                    silent_after = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_attempts",
                columns: table => new
                {
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_attempts", x => new { x.account, x.source });
                });

            migrationBuilder.CreateTable(
                name: "undone_writes",
                columns: table => new
                {
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    row_key = table.Column<long>(type: "INTEGER", nullable: false),
                    generation = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    found = table.Column<byte[]>(type: "BLOB", nullable: true),
                    restored_version = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_undone_writes", x => new { x.kind, x.row_key, x.generation });
                });

            migrationBuilder.CreateTable(
                name: "used_assertions",
                columns: table => new
                {
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_used_assertions", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "used_logout_tokens",
                columns: table => new
                {
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_used_logout_tokens", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "access_reviewers",
                columns: table => new
                {
                    review_key = table.Column<long>(type: "INTEGER", nullable: false),
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_reviewers", x => new { x.review_key, x.person_id });
                    table.ForeignKey(
                        name: "fk_access_reviewers_access_reviews_review_key",
                        column: x => x.review_key,
                        principalTable: "access_reviews",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "review_managers",
                columns: table => new
                {
                    review_key = table.Column<long>(type: "INTEGER", nullable: false),
                    user_key = table.Column<long>(type: "INTEGER", nullable: false),
                    scim_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    user_name = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    link_hash = table.Column<string>(type: "TEXT", nullable: true),
                    link_made_at = table.Column<long>(type: "INTEGER", nullable: true),
                    link_made_by = table.Column<string>(type: "TEXT", nullable: true),
                    link_mailed = table.Column<int>(type: "INTEGER", nullable: false),
                    link_expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    link_revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reminded = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_managers", x => new { x.review_key, x.user_key });
                    table.ForeignKey(
                        name: "fk_review_managers_access_reviews_review_key",
                        column: x => x.review_key,
                        principalTable: "access_reviews",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "reviewed_access",
                columns: table => new
                {
                    review_key = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    user_key = table.Column<long>(type: "INTEGER", nullable: true),
                    scim_id = table.Column<string>(type: "TEXT", nullable: true),
                    looker_id = table.Column<string>(type: "TEXT", nullable: true),
                    display = table.Column<string>(type: "TEXT", nullable: false),
                    user_name = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    group_key = table.Column<long>(type: "INTEGER", nullable: true),
                    group_id = table.Column<string>(type: "TEXT", nullable: true),
                    group_name = table.Column<string>(type: "TEXT", nullable: true),
                    groups = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    manager_key = table.Column<long>(type: "INTEGER", nullable: true),
                    manager_id = table.Column<string>(type: "TEXT", nullable: true),
                    manager = table.Column<string>(type: "TEXT", nullable: true),
                    asked = table.Column<int>(type: "INTEGER", nullable: false),
                    source = table.Column<int>(type: "INTEGER", nullable: false),
                    is_administrator = table.Column<int>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: true),
                    last_decision = table.Column<int>(type: "INTEGER", nullable: false),
                    last_decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                    decision = table.Column<int>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                    decided_by = table.Column<string>(type: "TEXT", nullable: true),
                    decided_by_link = table.Column<int>(type: "INTEGER", nullable: false),
                    outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    search_text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reviewed_access", x => new { x.review_key, x.number });
                    table.ForeignKey(
                        name: "fk_reviewed_access_access_reviews_review_key",
                        column: x => x.review_key,
                        principalTable: "access_reviews",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "integrations",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_norm = table.Column<string>(type: "TEXT", nullable: false),
                    instance_name = table.Column<string>(type: "TEXT", nullable: true),
                    base_url = table.Column<string>(type: "TEXT", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    protected_client_secret = table.Column<string>(type: "TEXT", nullable: false),
                    group_description = table.Column<string>(type: "TEXT", nullable: false),
                    mode = table.Column<int>(type: "INTEGER", nullable: false),
                    policies = table.Column<string>(type: "TEXT", nullable: false),
                    health = table.Column<int>(type: "INTEGER", nullable: false),
                    health_detail = table.Column<string>(type: "TEXT", nullable: true),
                    health_since = table.Column<long>(type: "INTEGER", nullable: true),
                    last_reconciled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    restored_from = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_integrations", x => x.key);
                    table.ForeignKey(
                        name: "fk_integrations_organizations_organization_key",
                        column: x => x.organization_key,
                        principalTable: "organizations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "log_streams",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    target = table.Column<int>(type: "INTEGER", nullable: false),
                    format = table.Column<int>(type: "INTEGER", nullable: false),
                    logs = table.Column<int>(type: "INTEGER", nullable: false),
                    protected_url = table.Column<string>(type: "TEXT", nullable: true),
                    masked_url = table.Column<string>(type: "TEXT", nullable: true),
                    protected_secret = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    delivered_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failure = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_log_streams", x => x.key);
                    table.ForeignKey(
                        name: "fk_log_streams_organizations_organization_key",
                        column: x => x.organization_key,
                        principalTable: "organizations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "people",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    role = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    must_change_password = table.Column<int>(type: "INTEGER", nullable: false),
                    is_break_glass = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    factors_reset_at = table.Column<long>(type: "INTEGER", nullable: true),
                    factors_reset_by = table.Column<string>(type: "TEXT", nullable: true),
                    user_name = table.Column<string>(type: "TEXT", nullable: true),
                    normalized_user_name = table.Column<string>(type: "TEXT", nullable: true),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    normalized_email = table.Column<string>(type: "TEXT", nullable: true),
                    email_confirmed = table.Column<int>(type: "INTEGER", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number_confirmed = table.Column<int>(type: "INTEGER", nullable: false),
                    two_factor_enabled = table.Column<int>(type: "INTEGER", nullable: false),
                    lockout_end = table.Column<long>(type: "INTEGER", nullable: true),
                    lockout_enabled = table.Column<int>(type: "INTEGER", nullable: false),
                    access_failed_count = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_people", x => x.id);
                    table.ForeignKey(
                        name: "fk_people_organizations_organization_key",
                        column: x => x.organization_key,
                        principalTable: "organizations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_providers",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    authority = table.Column<string>(type: "TEXT", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    protected_client_secret = table.Column<string>(type: "TEXT", nullable: false),
                    rules = table.Column<string>(type: "TEXT", nullable: false),
                    is_enabled = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    tried_revision = table.Column<int>(type: "INTEGER", nullable: true),
                    tried_at = table.Column<long>(type: "INTEGER", nullable: true),
                    protected_try = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_providers", x => x.key);
                    table.ForeignKey(
                        name: "fk_sign_in_providers_organizations_organization_key",
                        column: x => x.organization_key,
                        principalTable: "organizations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    protected_url = table.Column<string>(type: "TEXT", nullable: false),
                    masked_url = table.Column<string>(type: "TEXT", nullable: false),
                    protected_secret = table.Column<string>(type: "TEXT", nullable: false),
                    events = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    delivered_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failure = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhooks", x => x.key);
                    table.ForeignKey(
                        name: "fk_webhooks_organizations_organization_key",
                        column: x => x.organization_key,
                        principalTable: "organizations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "group_roles",
                columns: table => new
                {
                    group_key = table.Column<long>(type: "INTEGER", nullable: false),
                    role_id = table.Column<string>(type: "TEXT", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false)
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
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "scim_group_bodies",
                columns: table => new
                {
                    group_key = table.Column<long>(type: "INTEGER", nullable: false),
                    json = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scim_group_bodies", x => x.group_key);
                    table.ForeignKey(
                        name: "fk_scim_group_bodies_scim_groups_group_key",
                        column: x => x.group_key,
                        principalTable: "scim_groups",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "memberships",
                columns: table => new
                {
                    group_key = table.Column<long>(type: "INTEGER", nullable: false),
                    user_key = table.Column<long>(type: "INTEGER", nullable: false),
                    desired = table.Column<int>(type: "INTEGER", nullable: false),
                    applied = table.Column<int>(type: "INTEGER", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    desired_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    applied_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    due = table.Column<int>(type: "INTEGER", nullable: false),
                    sync_state = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    sync_error = table.Column<string>(type: "TEXT", nullable: true),
                    request_id = table.Column<string>(type: "TEXT", nullable: true),
                    due_since = table.Column<long>(type: "INTEGER", nullable: true),
                    look_again_at = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_over_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_memberships", x => new { x.group_key, x.user_key });
                    table.ForeignKey(
                        name: "fk_memberships_scim_groups_group_key",
                        column: x => x.group_key,
                        principalTable: "scim_groups",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_memberships_scim_users_user_key",
                        column: x => x.user_key,
                        principalTable: "scim_users",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Scimify:WithoutRowid", true);

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

            migrationBuilder.CreateTable(
                name: "scim_user_bodies",
                columns: table => new
                {
                    user_key = table.Column<long>(type: "INTEGER", nullable: false),
                    json = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scim_user_bodies", x => x.user_key);
                    table.ForeignKey(
                        name: "fk_scim_user_bodies_scim_users_user_key",
                        column: x => x.user_key,
                        principalTable: "scim_users",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "scim_user_emails",
                columns: table => new
                {
                    user_key = table.Column<long>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    value_norm = table.Column<string>(type: "TEXT", nullable: false),
                    type_norm = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scim_user_emails", x => new { x.user_key, x.ordinal });
                    table.ForeignKey(
                        name: "fk_scim_user_emails_scim_users_user_key",
                        column: x => x.user_key,
                        principalTable: "scim_users",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Scimify:WithoutRowid", true);

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
                    urgent = table.Column<int>(type: "INTEGER", nullable: false),
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
                name: "integration_mappings",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    attributes = table.Column<string>(type: "TEXT", nullable: true)
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
                name: "looker_roles",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    role_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    granted = table.Column<string>(type: "TEXT", nullable: false),
                    attempted = table.Column<string>(type: "TEXT", nullable: false),
                    is_certain = table.Column<int>(type: "INTEGER", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    desired_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    applied_generation = table.Column<long>(type: "INTEGER", nullable: false),
                    due = table.Column<int>(type: "INTEGER", nullable: false),
                    sync_state = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    sync_error = table.Column<string>(type: "TEXT", nullable: true),
                    request_id = table.Column<string>(type: "TEXT", nullable: true),
                    due_since = table.Column<long>(type: "INTEGER", nullable: true),
                    look_again_at = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_over_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    swept_to = table.Column<long>(type: "INTEGER", nullable: true),
                    compared_to = table.Column<long>(type: "INTEGER", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "oauth_clients",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    scopes = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 3),
                    allowed_networks = table.Column<string>(type: "TEXT", nullable: true),
                    token_life_hours = table.Column<int>(type: "INTEGER", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", nullable: true),
                    keys_address = table.Column<string>(type: "TEXT", nullable: true),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    audience = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by_id = table.Column<string>(type: "TEXT", nullable: true),
                    created_by_name = table.Column<string>(type: "TEXT", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_from = table.Column<string>(type: "TEXT", nullable: true),
                    last_used_agent = table.Column<string>(type: "TEXT", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_by_name = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_oauth_clients", x => x.id);
                    table.ForeignKey(
                        name: "fk_oauth_clients_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

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
                    inventory = table.Column<int>(type: "INTEGER", nullable: false),
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

            migrationBuilder.CreateTable(
                name: "saml_checks",
                columns: table => new
                {
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: true),
                    findings = table.Column<string>(type: "TEXT", nullable: false),
                    alarms = table.Column<int>(type: "INTEGER", nullable: false),
                    raised_at = table.Column<long>(type: "INTEGER", nullable: true),
                    problem = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_checks", x => x.integration_key);
                    table.ForeignKey(
                        name: "fk_saml_checks_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

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

            migrationBuilder.CreateTable(
                name: "log_stream_positions",
                columns: table => new
                {
                    stream_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_log_stream_positions", x => new { x.integration_key, x.stream_key });
                    table.ForeignKey(
                        name: "fk_log_stream_positions_log_streams_stream_key",
                        column: x => x.stream_key,
                        principalTable: "log_streams",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "log_stream_waiting",
                columns: table => new
                {
                    stream_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    entry_key = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    sync = table.Column<int>(type: "INTEGER", nullable: false),
                    sent = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_log_stream_waiting", x => new { x.stream_key, x.integration_key, x.entry_key });
                    table.ForeignKey(
                        name: "fk_log_stream_waiting_log_streams_stream_key",
                        column: x => x.stream_key,
                        principalTable: "log_streams",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Scimify:WithoutRowid", true);

            migrationBuilder.CreateTable(
                name: "authenticator_apps",
                columns: table => new
                {
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    protected_key = table.Column<string>(type: "TEXT", nullable: false),
                    protected_codes = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_step = table.Column<long>(type: "INTEGER", nullable: false),
                    tries = table.Column<int>(type: "INTEGER", nullable: false),
                    tries_since = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authenticator_apps", x => x.person_id);
                    table.ForeignKey(
                        name: "fk_authenticator_apps_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    protected_answer = table.Column<string>(type: "TEXT", nullable: true),
                    answer_until = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.person_id, x.key });
                    table.ForeignKey(
                        name: "fk_idempotency_keys_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "password_links",
                columns: table => new
                {
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    is_invitation = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_password_links", x => x.person_id);
                    table.ForeignKey(
                        name: "fk_password_links_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "person_logins",
                columns: table => new
                {
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    provider_id = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_logins", x => new { x.organization_key, x.issuer, x.subject });
                    table.ForeignKey(
                        name: "fk_person_logins_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "person_passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_person_passkeys_people_user_id",
                        column: x => x.user_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "personal_access_tokens",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<int>(type: "INTEGER", nullable: false),
                    allowed_networks = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_personal_access_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_personal_access_tokens_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    list = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    query = table.Column<string>(type: "TEXT", nullable: false),
                    saved_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => x.id);
                    table.ForeignKey(
                        name: "fk_saved_views_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: false),
                    how = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    device = table.Column<string>(type: "TEXT", nullable: true),
                    provider_id = table.Column<string>(type: "TEXT", nullable: true),
                    provider_issuer = table.Column<string>(type: "TEXT", nullable: true),
                    provider_subject = table.Column<string>(type: "TEXT", nullable: true),
                    provider_sid = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_sessions_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    webhook_key = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: true),
                    attempted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    status = table.Column<int>(type: "INTEGER", nullable: true),
                    duration_ms = table.Column<long>(type: "INTEGER", nullable: true),
                    problem = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => x.key);
                    table.ForeignKey(
                        name: "fk_webhook_deliveries_webhooks_webhook_key",
                        column: x => x.webhook_key,
                        principalTable: "webhooks",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

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
                    was_active = table.Column<int>(type: "INTEGER", nullable: false),
                    looker_id = table.Column<string>(type: "TEXT", nullable: true),
                    looker_name = table.Column<string>(type: "TEXT", nullable: true),
                    search_text = table.Column<string>(type: "TEXT", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "oauth_secrets",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by_name = table.Column<string>(type: "TEXT", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_oauth_secrets", x => x.id);
                    table.ForeignKey(
                        name: "fk_oauth_secrets_oauth_clients_client_id",
                        column: x => x.client_id,
                        principalTable: "oauth_clients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "scim_roles",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    looker_role_id = table.Column<string>(type: "TEXT", nullable: false),
                    display_name = table.Column<string>(type: "TEXT", nullable: false),
                    display_name_norm = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scim_roles", x => x.key);
                    table.ForeignKey(
                        name: "fk_scim_roles_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "scim_tokens",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_key = table.Column<int>(type: "INTEGER", nullable: false),
                    integration_key = table.Column<int>(type: "INTEGER", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: true),
                    client_secret_id = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    previous_hash = table.Column<string>(type: "TEXT", nullable: true),
                    overlap_until = table.Column<long>(type: "INTEGER", nullable: true),
                    scopes = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 3),
                    allowed_networks = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by_id = table.Column<string>(type: "TEXT", nullable: true),
                    created_by_name = table.Column<string>(type: "TEXT", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_from = table.Column<string>(type: "TEXT", nullable: true),
                    last_used_agent = table.Column<string>(type: "TEXT", nullable: true),
                    rotated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    rotated_by_name = table.Column<string>(type: "TEXT", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_by_name = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scim_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_scim_tokens_integrations_integration_key",
                        column: x => x.integration_key,
                        principalTable: "integrations",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_scim_tokens_oauth_clients_client_id",
                        column: x => x.client_id,
                        principalTable: "oauth_clients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_access_details_changes",
                table: "access_details",
                columns: new[] { "organization_key", "kind", "from_at" });

            migrationBuilder.CreateIndex(
                name: "ix_access_intervals_accounts",
                table: "access_intervals",
                columns: new[] { "organization_key", "from_at", "until_at", "had", "asked", "source", "integration_key" },
                filter: "kind = 1");

            migrationBuilder.CreateIndex(
                name: "ix_access_intervals_changes",
                table: "access_intervals",
                columns: new[] { "organization_key", "from_at" });

            migrationBuilder.CreateIndex(
                name: "ix_access_intervals_groups",
                table: "access_intervals",
                columns: new[] { "group_key", "until_at", "from_at" },
                filter: "group_key > 0");

            migrationBuilder.CreateIndex(
                name: "ix_access_intervals_leavers",
                table: "access_intervals",
                columns: new[] { "organization_key", "from_at", "user_key" },
                filter: "kind = 1 AND asked = 0 AND had = 1");

            migrationBuilder.CreateIndex(
                name: "ix_access_names_page",
                table: "access_names",
                columns: new[] { "organization_key", "is_group", "display_norm", "subject_key" },
                filter: "until_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_access_reviews_id",
                table: "access_reviews",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_access_reviews_open",
                table: "access_reviews",
                column: "state",
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "ix_access_reviews_organization",
                table: "access_reviews",
                columns: new[] { "organization_key", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_id",
                table: "audit_log",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_page",
                table: "audit_log",
                columns: new[] { "organization_key", "key" });

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
                name: "ix_group_roles_role",
                table: "group_roles",
                columns: new[] { "integration_key", "role_id" });

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

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_age",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_secrets",
                table: "idempotency_keys",
                column: "answer_until",
                filter: "answer_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_integrations_id",
                table: "integrations",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_integrations_organization_key",
                table: "integrations",
                column: "organization_key");

            migrationBuilder.CreateIndex(
                name: "ix_log_stream_positions_stream_key",
                table: "log_stream_positions",
                column: "stream_key");

            migrationBuilder.CreateIndex(
                name: "ix_log_streams_id",
                table: "log_streams",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_log_streams_organization",
                table: "log_streams",
                column: "organization_key");

            migrationBuilder.CreateIndex(
                name: "ix_log_streams_own",
                table: "log_streams",
                columns: new[] { "organization_key", "target" },
                unique: true,
                filter: "target > 0");

            migrationBuilder.CreateIndex(
                name: "ix_looker_effects_page",
                table: "looker_effects",
                columns: new[] { "integration_key", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_looker_effects_request_id",
                table: "looker_effects",
                column: "request_id",
                filter: "request_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_looker_inventory_page",
                table: "looker_inventory",
                columns: new[] { "integration_key", "is_group", "name_norm", "looker_id" });

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

            migrationBuilder.CreateIndex(
                name: "ix_memberships_due",
                table: "memberships",
                columns: new[] { "integration_key", "due", "not_before" },
                filter: "due > 0");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_unsettled",
                table: "memberships",
                columns: new[] { "integration_key", "sync_state", "request_id" },
                filter: "sync_state > 0");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_user",
                table: "memberships",
                columns: new[] { "user_key", "group_key" });

            migrationBuilder.CreateIndex(
                name: "ix_metrics_tokens_hash",
                table: "metrics_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_oauth_clients_integration_key",
                table: "oauth_clients",
                column: "integration_key");

            migrationBuilder.CreateIndex(
                name: "ix_oauth_clients_organization_key",
                table: "oauth_clients",
                column: "organization_key");

            migrationBuilder.CreateIndex(
                name: "ix_oauth_secrets_client_id",
                table: "oauth_secrets",
                column: "client_id");

            migrationBuilder.CreateIndex(
                name: "ix_oauth_secrets_hash",
                table: "oauth_secrets",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_organizations_id",
                table: "organizations",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_organizations_name",
                table: "organizations",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_password_links_hash",
                table: "password_links",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_people_normalized_email_organization_key",
                table: "people",
                columns: new[] { "normalized_email", "organization_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_people_normalized_user_name",
                table: "people",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_people_organization_key",
                table: "people",
                column: "organization_key");

            migrationBuilder.CreateIndex(
                name: "ix_person_logins_person_id",
                table: "person_logins",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_person_passkeys_user_id",
                table: "person_passkeys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_personal_access_tokens_hash",
                table: "personal_access_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_personal_access_tokens_organization_key",
                table: "personal_access_tokens",
                column: "organization_key");

            migrationBuilder.CreateIndex(
                name: "ix_personal_access_tokens_person_id",
                table: "personal_access_tokens",
                column: "person_id");

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
                name: "ix_provisioning_log_error",
                table: "provisioning_log",
                columns: new[] { "organization_key", "error_code", "key" },
                filter: "error_code IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_organization",
                table: "provisioning_log",
                columns: new[] { "organization_key", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_page",
                table: "provisioning_log",
                columns: new[] { "integration_key", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_refused",
                table: "provisioning_log",
                columns: new[] { "organization_key", "key" },
                filter: "status >= 400");

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_request_id",
                table: "provisioning_log",
                column: "request_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_resource",
                table: "provisioning_log",
                columns: new[] { "scim_id", "key" },
                filter: "scim_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_search",
                table: "provisioning_log",
                columns: new[] { "organization_key", "search_text", "scim_id", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_settles_with",
                table: "provisioning_log",
                column: "settles_with",
                filter: "settles_with IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_source",
                table: "provisioning_log",
                columns: new[] { "organization_key", "source_address", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_provisioning_log_tolerated",
                table: "provisioning_log",
                columns: new[] { "organization_key", "key" },
                filter: "tolerances IS NOT NULL");

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

            migrationBuilder.CreateIndex(
                name: "ix_rejected_requests_organization_key_key",
                table: "rejected_requests",
                columns: new[] { "organization_key", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_removed_memberships_user_key",
                table: "removed_memberships",
                column: "user_key");

            migrationBuilder.CreateIndex(
                name: "ux_review_managers_link",
                table: "review_managers",
                column: "link_hash",
                unique: true,
                filter: "link_hash IS NOT NULL");

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

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_person_id_list_name",
                table: "saved_views",
                columns: new[] { "person_id", "list", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_due",
                table: "scim_groups",
                columns: new[] { "integration_key", "due", "not_before" },
                filter: "due > 0");

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_external_id",
                table: "scim_groups",
                columns: new[] { "integration_key", "external_id" },
                filter: "external_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_id",
                table: "scim_groups",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_page",
                table: "scim_groups",
                columns: new[] { "integration_key", "key" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_sort_changed",
                table: "scim_groups",
                columns: new[] { "integration_key", "updated_at", "key" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_sort_state",
                table: "scim_groups",
                columns: new[] { "integration_key", "sync_state", "key" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_tombstones",
                table: "scim_groups",
                columns: new[] { "integration_key", "display_name_norm" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_groups_unsettled",
                table: "scim_groups",
                columns: new[] { "integration_key", "sync_state", "request_id" },
                filter: "sync_state > 0");

            migrationBuilder.CreateIndex(
                name: "ux_scim_groups_display_name",
                table: "scim_groups",
                columns: new[] { "integration_key", "display_name_norm" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_scim_groups_looker_group",
                table: "scim_groups",
                columns: new[] { "integration_key", "looker_group_id" },
                unique: true,
                filter: "looker_group_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_roles_id",
                table: "scim_roles",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_scim_roles_looker_role",
                table: "scim_roles",
                columns: new[] { "integration_key", "looker_role_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scim_tokens_access",
                table: "scim_tokens",
                column: "expires_at",
                filter: "client_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_tokens_client_id",
                table: "scim_tokens",
                column: "client_id",
                filter: "client_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_tokens_hash",
                table: "scim_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scim_tokens_integration_key",
                table: "scim_tokens",
                column: "integration_key");

            migrationBuilder.CreateIndex(
                name: "ix_scim_tokens_organization_key",
                table: "scim_tokens",
                column: "organization_key");

            migrationBuilder.CreateIndex(
                name: "ix_scim_tokens_previous_hash",
                table: "scim_tokens",
                column: "previous_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scim_user_emails_value",
                table: "scim_user_emails",
                columns: new[] { "integration_key", "value_norm", "user_key" });

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_display_name",
                table: "scim_users",
                columns: new[] { "integration_key", "display_name_norm" },
                filter: "display_name_norm IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_due",
                table: "scim_users",
                columns: new[] { "integration_key", "due", "not_before" },
                filter: "due > 0");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_external_id",
                table: "scim_users",
                columns: new[] { "integration_key", "external_id" },
                filter: "external_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_id",
                table: "scim_users",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_page",
                table: "scim_users",
                columns: new[] { "integration_key", "key" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_sort_changed",
                table: "scim_users",
                columns: new[] { "integration_key", "updated_at", "key" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_sort_name",
                table: "scim_users",
                columns: new[] { "integration_key", "sort_name", "key" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_sort_state",
                table: "scim_users",
                columns: new[] { "integration_key", "sync_state", "key" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_tombstones",
                table: "scim_users",
                columns: new[] { "integration_key", "looker_email_norm" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_unlinked",
                table: "scim_users",
                columns: new[] { "integration_key", "looker_email_norm" },
                filter: "looker_user_id IS NULL AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scim_users_unsettled",
                table: "scim_users",
                columns: new[] { "integration_key", "sync_state", "request_id" },
                filter: "sync_state > 0");

            migrationBuilder.CreateIndex(
                name: "ux_scim_users_looker_user",
                table: "scim_users",
                columns: new[] { "integration_key", "looker_user_id" },
                unique: true,
                filter: "looker_user_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ux_scim_users_user_name",
                table: "scim_users",
                columns: new[] { "integration_key", "user_name_norm" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_person_id",
                table: "sessions",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_provider",
                table: "sessions",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_attempts_last_at",
                table: "sign_in_attempts",
                column: "last_at");

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_providers_id",
                table: "sign_in_providers",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_providers_organization",
                table: "sign_in_providers",
                column: "organization_key");

            migrationBuilder.CreateIndex(
                name: "ix_undone_writes_age",
                table: "undone_writes",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_used_assertions_expires_at",
                table: "used_assertions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_used_logout_tokens_expires_at",
                table: "used_logout_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_due",
                table: "webhook_deliveries",
                column: "not_before");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_webhook_key",
                table: "webhook_deliveries",
                column: "webhook_key");

            migrationBuilder.CreateIndex(
                name: "ix_webhooks_id",
                table: "webhooks",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhooks_organization",
                table: "webhooks",
                column: "organization_key");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_details");

            migrationBuilder.DropTable(
                name: "access_intervals");

            migrationBuilder.DropTable(
                name: "access_names");

            migrationBuilder.DropTable(
                name: "access_reviewers");

            migrationBuilder.DropTable(
                name: "audit_chains");

            migrationBuilder.DropTable(
                name: "audit_log");

            migrationBuilder.DropTable(
                name: "authenticator_apps");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "drift_items");

            migrationBuilder.DropTable(
                name: "group_roles");

            migrationBuilder.DropTable(
                name: "guarded_removals");

            migrationBuilder.DropTable(
                name: "held_changes");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "integration_counters");

            migrationBuilder.DropTable(
                name: "integration_mappings");

            migrationBuilder.DropTable(
                name: "log_stream_positions");

            migrationBuilder.DropTable(
                name: "log_stream_waiting");

            migrationBuilder.DropTable(
                name: "looker_call_counts");

            migrationBuilder.DropTable(
                name: "looker_effects");

            migrationBuilder.DropTable(
                name: "looker_inventory");

            migrationBuilder.DropTable(
                name: "looker_roles");

            migrationBuilder.DropTable(
                name: "mapping_progress");

            migrationBuilder.DropTable(
                name: "metrics_tokens");

            migrationBuilder.DropTable(
                name: "notice_marks");

            migrationBuilder.DropTable(
                name: "oauth_secrets");

            migrationBuilder.DropTable(
                name: "password_links");

            migrationBuilder.DropTable(
                name: "person_claims");

            migrationBuilder.DropTable(
                name: "person_logins");

            migrationBuilder.DropTable(
                name: "person_passkeys");

            migrationBuilder.DropTable(
                name: "person_tokens");

            migrationBuilder.DropTable(
                name: "personal_access_tokens");

            migrationBuilder.DropTable(
                name: "protected_accounts");

            migrationBuilder.DropTable(
                name: "provisioning_log");

            migrationBuilder.DropTable(
                name: "reconcile_runs");

            migrationBuilder.DropTable(
                name: "rejected_requests");

            migrationBuilder.DropTable(
                name: "removed_memberships");

            migrationBuilder.DropTable(
                name: "review_managers");

            migrationBuilder.DropTable(
                name: "reviewed_access");

            migrationBuilder.DropTable(
                name: "saml_checks");

            migrationBuilder.DropTable(
                name: "saml_drafts");

            migrationBuilder.DropTable(
                name: "saml_policies");

            migrationBuilder.DropTable(
                name: "saml_revisions");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "scim_group_bodies");

            migrationBuilder.DropTable(
                name: "scim_roles");

            migrationBuilder.DropTable(
                name: "scim_tokens");

            migrationBuilder.DropTable(
                name: "scim_user_bodies");

            migrationBuilder.DropTable(
                name: "scim_user_emails");

            migrationBuilder.DropTable(
                name: "server_secrets");

            migrationBuilder.DropTable(
                name: "servers");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "sign_in_attempts");

            migrationBuilder.DropTable(
                name: "sign_in_providers");

            migrationBuilder.DropTable(
                name: "undone_writes");

            migrationBuilder.DropTable(
                name: "used_assertions");

            migrationBuilder.DropTable(
                name: "used_logout_tokens");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "memberships");

            migrationBuilder.DropTable(
                name: "log_streams");

            migrationBuilder.DropTable(
                name: "access_reviews");

            migrationBuilder.DropTable(
                name: "oauth_clients");

            migrationBuilder.DropTable(
                name: "people");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropTable(
                name: "scim_groups");

            migrationBuilder.DropTable(
                name: "scim_users");

            migrationBuilder.DropTable(
                name: "integrations");

            migrationBuilder.DropTable(
                name: "organizations");
        }
    }
}
