using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Integrations;

namespace Scimify.Core.Persistence.Schema;

internal sealed class MappingConfiguration :
    IEntityTypeConfiguration<IntegrationMappings>,
    IEntityTypeConfiguration<MappingProgress>,
    IEntityTypeConfiguration<LookerRoleRow>,
    IEntityTypeConfiguration<GroupRole>
{
    public void Configure(EntityTypeBuilder<IntegrationMappings> builder)
    {
        builder.ToTable("integration_mappings");
        builder.HasKey(m => m.IntegrationKey);
        builder.Property(m => m.IntegrationKey).ValueGeneratedNever();
        builder.HasOne<Integration>().WithOne().HasForeignKey<IntegrationMappings>(m => m.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<MappingProgress> builder)
    {
        builder.ToTable("mapping_progress");
        builder.HasKey(m => m.IntegrationKey);
        builder.Property(m => m.IntegrationKey).ValueGeneratedNever();
        builder.HasOne<Integration>().WithOne().HasForeignKey<MappingProgress>(m => m.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<LookerRoleRow> builder)
    {
        builder.ToTable("looker_roles");
        builder.HasKey(r => r.Key);
        builder.Ignore(r => r.GrantedIds);
        builder.Ignore(r => r.AttemptedIds);
        builder.HasIndex(r => new { r.IntegrationKey, r.RoleId }, "ux_looker_roles_role").IsUnique();
        builder.HasOne<Integration>().WithMany().HasForeignKey(r => r.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
        DirectoryConfiguration.Sync(builder, "looker_roles");
    }

    public void Configure(EntityTypeBuilder<GroupRole> builder)
    {
        builder.ToTable("group_roles");
        builder.HasNoRowid();
        builder.HasKey(g => new { g.GroupKey, g.RoleId });
        builder.HasIndex(g => new { g.IntegrationKey, g.RoleId }, "ix_group_roles_role");
        builder.HasOne<ScimGroupRow>().WithMany().HasForeignKey(g => g.GroupKey).OnDelete(DeleteBehavior.Cascade);
    }
}
