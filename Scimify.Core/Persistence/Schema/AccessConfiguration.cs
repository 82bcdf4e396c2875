using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Audit;

namespace Scimify.Core.Persistence.Schema;

/// <remarks>No foreign keys: the history outlives the rows that it tells of.</remarks>
internal sealed class AccessConfiguration :
    IEntityTypeConfiguration<AccessInterval>,
    IEntityTypeConfiguration<AccessDetail>,
    IEntityTypeConfiguration<AccessName>
{
    public void Configure(EntityTypeBuilder<AccessInterval> builder)
    {
        builder.ToTable("access_intervals");
        builder.HasNoRowid();
        builder.HasKey(i => new { i.UserKey, i.Kind, i.GroupKey, i.FromAt });
        builder.HasIndex(i => new { i.OrganizationKey, i.FromAt, i.UntilAt, i.Had, i.Asked, i.Source, i.IntegrationKey }, "ix_access_intervals_accounts")
            .HasFilter($"kind = {AccessKind.Account:D}");
        builder.HasIndex(i => new { i.OrganizationKey, i.FromAt }, "ix_access_intervals_changes");

        // Only the few intervals in which somebody has left and still has access are in it.
        builder.HasIndex(i => new { i.OrganizationKey, i.FromAt, i.UserKey }, "ix_access_intervals_leavers").HasFilter($"kind = {AccessKind.Account:D} AND asked = 0 AND had = 1");
        builder.HasIndex(i => new { i.GroupKey, i.UntilAt, i.FromAt }, "ix_access_intervals_groups").HasFilter("group_key > 0");
    }

    public void Configure(EntityTypeBuilder<AccessDetail> builder)
    {
        builder.ToTable("access_details");
        builder.HasNoRowid();
        builder.HasKey(d => new { d.Kind, d.SubjectKey, d.LookerId, d.FromAt });
        builder.HasIndex(d => new { d.OrganizationKey, d.Kind, d.FromAt }, "ix_access_details_changes");
    }

    public void Configure(EntityTypeBuilder<AccessName> builder)
    {
        builder.ToTable("access_names");
        builder.HasNoRowid();
        builder.HasKey(n => new { n.IsGroup, n.SubjectKey, n.FromAt });
        builder.HasIndex(n => new { n.OrganizationKey, n.IsGroup, n.DisplayNorm, n.SubjectKey }, "ix_access_names_page").HasFilter("until_at IS NULL");
    }
}
