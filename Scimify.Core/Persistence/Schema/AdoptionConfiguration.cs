using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Adoption;

namespace Scimify.Core.Persistence.Schema;

internal sealed class AdoptionConfiguration : IEntityTypeConfiguration<InventoryItem>, IEntityTypeConfiguration<ProtectedAccount>
{
    public void Configure(EntityTypeBuilder<InventoryItem> builder)
    {
        builder.ToTable("looker_inventory");
        builder.HasNoRowid();
        builder.HasKey(i => new { i.IntegrationKey, i.IsGroup, i.LookerId });
        builder.HasIndex(i => new { i.IntegrationKey, i.IsGroup, i.NameNorm, i.LookerId }, "ix_looker_inventory_page");
        builder.HasOne<Integration>().WithMany().HasForeignKey(i => i.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<ProtectedAccount> builder)
    {
        builder.ToTable("protected_accounts");
        builder.HasKey(p => p.Key);
        builder.HasIndex(p => p.Id).IsUnique();
        builder.HasIndex(p => new { p.IntegrationKey, p.AddressNorm }, "ux_protected_accounts_address").IsUnique();
        builder.HasOne<Integration>().WithMany().HasForeignKey(p => p.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }
}
