using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Drift;

namespace Scimify.Core.Persistence.Schema;

internal sealed class DriftConfiguration : IEntityTypeConfiguration<DriftItem>, IEntityTypeConfiguration<ReconcileRun>
{
    public void Configure(EntityTypeBuilder<DriftItem> builder)
    {
        builder.ToTable("drift_items");
        builder.HasKey(d => d.Key);
        builder.HasIndex(d => d.Id).IsUnique();
        builder.HasIndex(d => new { d.IntegrationKey, d.Kind, d.LookerId, d.MemberLookerId, d.Field }, "ux_drift_items_what").IsUnique();
        builder.HasOne<Integration>().WithMany().HasForeignKey(d => d.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<ReconcileRun> builder)
    {
        builder.ToTable("reconcile_runs");
        builder.HasKey(r => r.Key);
        builder.HasIndex(r => r.Id).IsUnique();
        builder.HasIndex(r => new { r.IntegrationKey, r.StartedAt }, "ix_reconcile_runs_integration");
        builder.HasIndex(r => r.State, "ix_reconcile_runs_running").HasFilter("state = 0");
        builder.HasOne<Integration>().WithMany().HasForeignKey(r => r.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }
}
