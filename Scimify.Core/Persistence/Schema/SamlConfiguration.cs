using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Integrations;
using Scimify.Core.Saml;

namespace Scimify.Core.Persistence.Schema;

internal sealed class SamlConfiguration :
    IEntityTypeConfiguration<SamlRevision>,
    IEntityTypeConfiguration<SamlDraft>,
    IEntityTypeConfiguration<SamlPolicy>,
    IEntityTypeConfiguration<SamlCheck>
{
    public void Configure(EntityTypeBuilder<SamlDraft> builder)
    {
        builder.ToTable("saml_drafts");
        builder.HasKey(d => d.Key);
        builder.HasIndex(d => d.Id).IsUnique();
        builder.HasIndex(d => new { d.IntegrationKey, d.State }, "ix_saml_drafts_integration");
        builder.HasOne<Integration>().WithMany().HasForeignKey(d => d.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<SamlPolicy> builder)
    {
        builder.ToTable("saml_policies");
        builder.HasKey(p => p.IntegrationKey);
        builder.Property(p => p.IntegrationKey).ValueGeneratedNever();
        builder.HasOne<Integration>().WithMany().HasForeignKey(p => p.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<SamlCheck> builder)
    {
        builder.ToTable("saml_checks");
        builder.HasKey(c => c.IntegrationKey);
        builder.Property(c => c.IntegrationKey).ValueGeneratedNever();
        builder.HasOne<Integration>().WithMany().HasForeignKey(c => c.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<SamlRevision> builder)
    {
        builder.ToTable("saml_revisions");
        builder.HasKey(r => r.Key);
        builder.HasIndex(r => r.Id).IsUnique();
        builder.HasIndex(r => new { r.IntegrationKey, r.Number }, "ux_saml_revisions_number").IsUnique();
        builder.HasIndex(r => r.IntegrationKey, "ux_saml_revisions_applying").IsUnique().HasFilter("state = 0");
        builder.HasOne<Integration>().WithMany().HasForeignKey(r => r.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }
}
