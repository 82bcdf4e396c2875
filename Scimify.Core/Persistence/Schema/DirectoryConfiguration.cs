using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Roles;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;

namespace Scimify.Core.Persistence.Schema;

internal sealed class DirectoryConfiguration :
    IEntityTypeConfiguration<ScimUserRow>,
    IEntityTypeConfiguration<UserBody>,
    IEntityTypeConfiguration<UserEmail>,
    IEntityTypeConfiguration<ScimGroupRow>,
    IEntityTypeConfiguration<GroupBodyRow>,
    IEntityTypeConfiguration<MembershipRow>,
    IEntityTypeConfiguration<ScimRoleRow>
{
    private const string Alive = "deleted_at IS NULL";

    public void Configure(EntityTypeBuilder<ScimUserRow> builder)
    {
        builder.ToTable("scim_users");
        builder.HasKey(u => u.Key);
        builder.HasIndex(u => u.Id).IsUnique();
        builder.HasIndex(u => new { u.IntegrationKey, u.UserNameNorm }, "ux_scim_users_user_name").IsUnique().HasFilter(Alive);
        builder.HasIndex(u => new { u.IntegrationKey, u.ExternalId }, "ix_scim_users_external_id").HasFilter("external_id IS NOT NULL");
        builder.HasIndex(u => new { u.IntegrationKey, u.DisplayNameNorm }, "ix_scim_users_display_name").HasFilter("display_name_norm IS NOT NULL");
        builder.HasIndex(u => new { u.IntegrationKey, u.Key }, "ix_scim_users_page").HasFilter(Alive);
        builder.HasIndex(u => new { u.IntegrationKey, u.SortName, u.Key }, "ix_scim_users_sort_name").HasFilter(Alive);
        builder.HasIndex(u => new { u.IntegrationKey, u.SyncState, u.Key }, "ix_scim_users_sort_state").HasFilter(Alive);
        builder.HasIndex(u => new { u.IntegrationKey, u.UpdatedAt, u.Key }, "ix_scim_users_sort_changed").HasFilter(Alive);
        builder.HasIndex(u => new { u.IntegrationKey, u.LookerEmailNorm }, "ix_scim_users_tombstones").HasFilter("deleted_at IS NOT NULL");
        builder.HasIndex(u => new { u.IntegrationKey, u.LookerUserId }, "ux_scim_users_looker_user").IsUnique().HasFilter("looker_user_id IS NOT NULL");
        builder.HasIndex(u => new { u.IntegrationKey, u.LookerEmailNorm }, "ix_scim_users_unlinked").HasFilter("looker_user_id IS NULL AND deleted_at IS NULL");
        Sync(builder, "scim_users");
    }

    public void Configure(EntityTypeBuilder<UserBody> builder)
    {
        builder.ToTable("scim_user_bodies");
        builder.HasKey(b => b.UserKey);
        builder.Property(b => b.UserKey).ValueGeneratedNever();
        builder.HasOne<ScimUserRow>().WithOne().HasForeignKey<UserBody>(b => b.UserKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<UserEmail> builder)
    {
        builder.ToTable("scim_user_emails");
        builder.HasNoRowid();
        builder.HasKey(e => new { e.UserKey, e.Ordinal });
        builder.HasIndex(e => new { e.IntegrationKey, e.ValueNorm, e.UserKey }, "ix_scim_user_emails_value");
        builder.HasOne<ScimUserRow>().WithMany().HasForeignKey(e => e.UserKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ScimGroupRow> builder)
    {
        builder.ToTable("scim_groups");
        builder.HasKey(g => g.Key);
        builder.HasIndex(g => g.Id).IsUnique();
        builder.HasIndex(g => new { g.IntegrationKey, g.DisplayNameNorm }, "ux_scim_groups_display_name").IsUnique().HasFilter(Alive);
        builder.HasIndex(g => new { g.IntegrationKey, g.ExternalId }, "ix_scim_groups_external_id").HasFilter("external_id IS NOT NULL");
        builder.HasIndex(g => new { g.IntegrationKey, g.Key }, "ix_scim_groups_page").HasFilter(Alive);
        builder.HasIndex(g => new { g.IntegrationKey, g.SyncState, g.Key }, "ix_scim_groups_sort_state").HasFilter(Alive);
        builder.HasIndex(g => new { g.IntegrationKey, g.UpdatedAt, g.Key }, "ix_scim_groups_sort_changed").HasFilter(Alive);
        builder.HasIndex(g => new { g.IntegrationKey, g.DisplayNameNorm }, "ix_scim_groups_tombstones").HasFilter("deleted_at IS NOT NULL");
        builder.HasIndex(g => new { g.IntegrationKey, g.LookerGroupId }, "ux_scim_groups_looker_group").IsUnique().HasFilter("looker_group_id IS NOT NULL");
        Sync(builder, "scim_groups");
    }

    public void Configure(EntityTypeBuilder<GroupBodyRow> builder)
    {
        builder.ToTable("scim_group_bodies");
        builder.HasKey(b => b.GroupKey);
        builder.Property(b => b.GroupKey).ValueGeneratedNever();
        builder.HasOne<ScimGroupRow>().WithOne().HasForeignKey<GroupBodyRow>(b => b.GroupKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<MembershipRow> builder)
    {
        builder.ToTable("memberships");
        builder.HasNoRowid();
        builder.HasKey(m => new { m.GroupKey, m.UserKey });
        builder.HasIndex(m => new { m.UserKey, m.GroupKey }, "ix_memberships_user");
        builder.HasOne<ScimGroupRow>().WithMany().HasForeignKey(m => m.GroupKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ScimUserRow>().WithMany().HasForeignKey(m => m.UserKey).OnDelete(DeleteBehavior.Cascade);
        Sync(builder, "memberships");
    }

    public void Configure(EntityTypeBuilder<ScimRoleRow> builder)
    {
        builder.ToTable("scim_roles");
        builder.HasKey(r => r.Key);
        builder.HasIndex(r => r.Id).IsUnique();
        builder.HasIndex(r => new { r.IntegrationKey, r.LookerRoleId }, "ux_scim_roles_looker_role").IsUnique();
        builder.HasOne<Integration>().WithMany().HasForeignKey(r => r.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    internal static void Sync<T>(EntityTypeBuilder<T> builder, string table)
        where T : SyncColumns
    {
        builder.HasIndex(nameof(SyncColumns.IntegrationKey), nameof(SyncColumns.Due), nameof(SyncColumns.NotBefore))
            .HasDatabaseName($"ix_{table}_due").HasFilter("due > 0");
        builder.HasIndex(nameof(SyncColumns.IntegrationKey), nameof(SyncColumns.SyncState), nameof(SyncColumns.RequestId))
            .HasDatabaseName($"ix_{table}_unsettled").HasFilter("sync_state > 0");
    }
}
