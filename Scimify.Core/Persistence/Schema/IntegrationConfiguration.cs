using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Schema;

internal sealed class IntegrationConfiguration :
    IEntityTypeConfiguration<Integration>,
    IEntityTypeConfiguration<IntegrationCounters>,
    IEntityTypeConfiguration<LookerCallCount>,
    IEntityTypeConfiguration<ScimToken>,
    IEntityTypeConfiguration<RejectedRequest>
{
    public void Configure(EntityTypeBuilder<Integration> builder)
    {
        builder.ToTable("integrations");
        builder.HasKey(i => i.Key);
        builder.HasIndex(i => i.Id).IsUnique();
        builder.HasIndex(i => i.OrganizationKey);
        builder.HasOne<Organization>().WithMany().HasForeignKey(i => i.OrganizationKey).OnDelete(DeleteBehavior.Restrict);
        builder.Property(i => i.Version).IsConcurrencyToken();
        builder.Property(i => i.Policies).HasConversion(
            policies => JsonSerializer.Serialize(policies, JsonSerializerOptions.Web),
            json => JsonSerializer.Deserialize<IntegrationPolicies>(json, JsonSerializerOptions.Web)!);
    }

    public void Configure(EntityTypeBuilder<IntegrationCounters> builder)
    {
        builder.ToTable("integration_counters");
        builder.HasKey(c => c.IntegrationKey);
        builder.Property(c => c.IntegrationKey).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<LookerCallCount> builder)
    {
        builder.ToTable("looker_call_counts");
        builder.HasKey(c => new { c.IntegrationKey, c.Month });
    }

    public void Configure(EntityTypeBuilder<ScimToken> builder)
    {
        builder.ToTable("scim_tokens");
        builder.HasKey(t => t.Id);
        builder.HasIndex(t => t.Hash).IsUnique();
        builder.HasIndex(t => t.PreviousHash).IsUnique();
        builder.Property(t => t.Scopes).HasDefaultValue(TokenScopes.All).ValueGeneratedNever();
        builder.HasIndex(t => t.OrganizationKey);
        builder.HasOne<Integration>().WithMany().HasForeignKey(t => t.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<OAuthClient>().WithMany().HasForeignKey(t => t.ClientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => t.ClientId, "ix_scim_tokens_client_id").HasFilter("client_id IS NOT NULL");
        builder.HasIndex(t => t.ExpiresAt, "ix_scim_tokens_access").HasFilter("client_id IS NOT NULL");
        builder.HasQueryFilter(t => t.ClientId == null);
    }

    public void Configure(EntityTypeBuilder<RejectedRequest> builder)
    {
        builder.ToTable("rejected_requests");
        builder.HasKey(r => r.Key);
        builder.HasIndex(r => new { r.OrganizationKey, r.Key });
    }
}
