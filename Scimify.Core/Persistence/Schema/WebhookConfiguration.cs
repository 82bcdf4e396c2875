using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Notifications;
using Scimify.Core.People;

namespace Scimify.Core.Persistence.Schema;

/// <summary>Deliveries that are under way are deleted together with their webhook.</summary>
internal sealed class WebhookConfiguration :
    IEntityTypeConfiguration<Webhook>,
    IEntityTypeConfiguration<WebhookDelivery>,
    IEntityTypeConfiguration<NoticeMark>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.HasKey(w => w.Key);
        builder.HasIndex(w => w.Id).IsUnique();
        builder.HasIndex(w => w.OrganizationKey, "ix_webhooks_organization");
        builder.HasOne<Organization>().WithMany().HasForeignKey(w => w.OrganizationKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.HasKey(d => d.Key);
        builder.HasIndex(d => d.NotBefore, "ix_webhook_deliveries_due");
        builder.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<NoticeMark> builder)
    {
        builder.ToTable("notice_marks");
        builder.HasKey(m => new { m.OrganizationKey, m.Subject });
    }
}
