using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Schema;

/// <summary>Secrets are deleted; clients stay for the logs.</summary>
internal sealed class OAuthConfiguration : IEntityTypeConfiguration<OAuthClient>, IEntityTypeConfiguration<OAuthSecret>, IEntityTypeConfiguration<UsedAssertion>
{
    public void Configure(EntityTypeBuilder<OAuthClient> builder)
    {
        builder.ToTable("oauth_clients");
        builder.HasKey(c => c.Id);
        builder.HasIndex(c => c.OrganizationKey);
        builder.HasIndex(c => c.IntegrationKey);
        builder.Ignore(c => c.Trust);
        builder.Property(c => c.Scopes).HasDefaultValue(TokenScopes.All).ValueGeneratedNever();
        builder.HasOne<Integration>().WithMany().HasForeignKey(c => c.IntegrationKey).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<OAuthSecret> builder)
    {
        builder.ToTable("oauth_secrets");
        builder.HasKey(s => s.Id);
        builder.HasIndex(s => s.Hash).IsUnique();
        builder.HasIndex(s => s.ClientId);
        builder.HasOne<OAuthClient>().WithMany().HasForeignKey(s => s.ClientId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<UsedAssertion> builder)
    {
        builder.ToTable("used_assertions");
        builder.HasKey(a => a.Hash);
        builder.HasIndex(a => a.ExpiresAt, "ix_used_assertions_expires_at");
    }
}
