using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;

namespace Scimify.Core.Persistence.Schema;

/// <summary>A held change is deleted together with the row that it concerns.</summary>
internal sealed class HeldConfiguration :
    IEntityTypeConfiguration<HeldChange>,
    IEntityTypeConfiguration<GuardedRemoval>,
    IEntityTypeConfiguration<RemovedMembership>
{
    public void Configure(EntityTypeBuilder<HeldChange> builder)
    {
        builder.ToTable("held_changes");
        builder.HasKey(h => h.Key);
        builder.HasIndex(h => h.Id).IsUnique();
        builder.HasIndex(h => new { h.IntegrationKey, h.Key }, "ix_held_changes_page");
        builder.HasIndex(h => h.RequestId, "ix_held_changes_request");
        builder.HasOne<ScimUserRow>().WithMany().HasForeignKey(h => h.UserKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ScimGroupRow>().WithMany().HasForeignKey(h => h.GroupKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MembershipRow>().WithMany().HasForeignKey(h => new { h.GroupKey, h.UserKey }).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<GuardedRemoval> builder)
    {
        builder.ToTable("guarded_removals");
        builder.HasNoRowid();
        builder.HasKey(r => new { r.IntegrationKey, r.GroupKey, r.UserKey });
        builder.HasIndex(r => new { r.IntegrationKey, r.GroupKey, r.At }, "ix_guarded_removals_window");
    }

    public void Configure(EntityTypeBuilder<RemovedMembership> builder)
    {
        builder.ToTable("removed_memberships");
        builder.HasNoRowid();
        builder.HasKey(r => new { r.GroupKey, r.UserKey });
        builder.HasOne<ScimGroupRow>().WithMany().HasForeignKey(r => r.GroupKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ScimUserRow>().WithMany().HasForeignKey(r => r.UserKey).OnDelete(DeleteBehavior.Cascade);
    }
}
