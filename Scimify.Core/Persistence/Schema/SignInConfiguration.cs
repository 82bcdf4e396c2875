using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.SignIn;

namespace Scimify.Core.Persistence.Schema;

/// <summary>An account at a provider is deleted together with its person, and outlives the provider.</summary>
internal sealed class SignInConfiguration : IEntityTypeConfiguration<SignInProvider>, IEntityTypeConfiguration<ProviderLogin>, IEntityTypeConfiguration<UsedLogoutToken>
{
    public void Configure(EntityTypeBuilder<SignInProvider> builder)
    {
        builder.ToTable("sign_in_providers");
        builder.HasKey(p => p.Key);
        builder.HasIndex(p => p.Id).IsUnique();
        builder.HasIndex(p => p.OrganizationKey, "ix_sign_in_providers_organization");
        builder.HasOne(p => p.Organization).WithMany().HasForeignKey(p => p.OrganizationKey).OnDelete(DeleteBehavior.Cascade);
        builder.Ignore(p => p.IsTried);
        builder.Property(p => p.Rules).HasConversion(
            rules => JsonSerializer.Serialize(rules, JsonSerializerOptions.Web),
            json => JsonSerializer.Deserialize<ProviderRules>(json, JsonSerializerOptions.Web)!);
    }

    public void Configure(EntityTypeBuilder<ProviderLogin> builder)
    {
        builder.ToTable("person_logins");
        builder.HasKey(l => new { l.OrganizationKey, l.Issuer, l.Subject });
        builder.HasOne(l => l.Person).WithMany().HasForeignKey(l => l.PersonId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<UsedLogoutToken> builder)
    {
        builder.ToTable("used_logout_tokens");
        builder.HasKey(t => t.Hash);
        builder.HasIndex(t => t.ExpiresAt, "ix_used_logout_tokens_expires_at");
    }
}
