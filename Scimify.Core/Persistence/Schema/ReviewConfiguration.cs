using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Core.Persistence.Schema;

/// <remarks>No foreign keys to people, integrations and the directory: a review outlives what it tells of.</remarks>
internal sealed class ReviewConfiguration : IEntityTypeConfiguration<AccessReview>, IEntityTypeConfiguration<AccessReviewer>, IEntityTypeConfiguration<ReviewManager>, IEntityTypeConfiguration<ReviewedAccess>
{
    public void Configure(EntityTypeBuilder<AccessReview> builder)
    {
        builder.ToTable("access_reviews");
        builder.HasKey(r => r.Key);
        builder.Ignore(r => r.ByManagers);
        builder.HasIndex(r => r.Id).IsUnique();
        builder.HasIndex(r => new { r.OrganizationKey, r.StartedAt }, "ix_access_reviews_organization");
        builder.HasIndex(r => r.State, "ix_access_reviews_open").HasFilter($"state = {ReviewState.Open:D}");
    }

    public void Configure(EntityTypeBuilder<AccessReviewer> builder)
    {
        builder.ToTable("access_reviewers");
        builder.HasNoRowid();
        builder.HasKey(r => new { r.ReviewKey, r.PersonId });
        builder.HasOne<AccessReview>().WithMany().HasForeignKey(r => r.ReviewKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ReviewManager> builder)
    {
        builder.ToTable("review_managers");
        builder.HasNoRowid();
        builder.HasKey(m => new { m.ReviewKey, m.UserKey });
        builder.HasIndex(m => m.LinkHash, "ux_review_managers_link").IsUnique().HasFilter("link_hash IS NOT NULL");
        builder.HasOne<AccessReview>().WithMany().HasForeignKey(m => m.ReviewKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ReviewedAccess> builder)
    {
        builder.ToTable("reviewed_access");
        builder.HasNoRowid();
        builder.HasKey(r => new { r.ReviewKey, r.Number });
        builder.Ignore(r => r.IsOpen);
        builder.Ignore(r => r.Forecast);
        builder.Ignore(r => r.IsWorthALook);
        builder.HasOne<AccessReview>().WithMany().HasForeignKey(r => r.ReviewKey).OnDelete(DeleteBehavior.Cascade);
    }
}
