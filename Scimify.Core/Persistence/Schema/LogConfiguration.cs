using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Audit;

namespace Scimify.Core.Persistence.Schema;

internal sealed class LogConfiguration :
    IEntityTypeConfiguration<ProvisioningEntry>,
    IEntityTypeConfiguration<LookerEffect>,
    IEntityTypeConfiguration<AuditEntry>,
    IEntityTypeConfiguration<AuditChain>
{
    public void Configure(EntityTypeBuilder<ProvisioningEntry> builder)
    {
        builder.ToTable("provisioning_log");
        builder.HasKey(e => e.Key);
        builder.HasIndex(e => e.RequestId).IsUnique();
        builder.HasIndex(e => new { e.OrganizationKey, e.Key }, "ix_provisioning_log_organization");
        builder.HasIndex(e => new { e.IntegrationKey, e.Key }, "ix_provisioning_log_page");

        // A search reads this index alone, which is much smaller than the log.
        builder.HasIndex(e => new { e.OrganizationKey, e.SearchText, e.ScimId, e.Key }, "ix_provisioning_log_search");
        builder.HasIndex(e => e.SettlesWith, "ix_provisioning_log_settles_with").HasFilter("settles_with IS NOT NULL");

        // For filters that most rows do not pass. No index depends on what settling a row that did not fail changes, so that PostgreSQL updates it in place.
        builder.HasIndex(e => new { e.ScimId, e.Key }, "ix_provisioning_log_resource").HasFilter("scim_id IS NOT NULL");
        builder.HasIndex(e => new { e.OrganizationKey, e.SourceAddress, e.Key }, "ix_provisioning_log_source");
        builder.HasIndex(e => new { e.OrganizationKey, e.Key }, "ix_provisioning_log_refused").HasFilter("status >= 400");
        builder.HasIndex(e => new { e.OrganizationKey, e.ErrorCode, e.Key }, "ix_provisioning_log_error").HasFilter("error_code IS NOT NULL");
        builder.HasIndex(e => new { e.OrganizationKey, e.Key }, "ix_provisioning_log_tolerated").HasFilter("tolerances IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<LookerEffect> builder)
    {
        builder.ToTable("looker_effects");
        builder.HasKey(e => e.Key);
        builder.HasIndex(e => e.RequestId).HasFilter("request_id IS NOT NULL");
        builder.HasIndex(e => new { e.IntegrationKey, e.Key }, "ix_looker_effects_page");
    }

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_log");
        builder.HasKey(e => e.Key);
        builder.HasIndex(e => e.Id).IsUnique();
        builder.HasIndex(e => new { e.OrganizationKey, e.Key }, "ix_audit_log_page");
    }

    public void Configure(EntityTypeBuilder<AuditChain> builder)
    {
        builder.ToTable("audit_chains");
        builder.HasKey(c => c.OrganizationKey);
        builder.Property(c => c.OrganizationKey).ValueGeneratedNever();
    }
}
