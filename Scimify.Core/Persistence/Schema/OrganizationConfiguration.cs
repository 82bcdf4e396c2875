using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.People.SignIns;
using Scimify.Core.People.Views;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Schema;

internal sealed class OrganizationConfiguration :
    IEntityTypeConfiguration<Organization>,
    IEntityTypeConfiguration<Person>,
    IEntityTypeConfiguration<PersonSession>,
    IEntityTypeConfiguration<AuthenticatorApp>,
    IEntityTypeConfiguration<PasswordLink>,
    IEntityTypeConfiguration<SavedView>,
    IEntityTypeConfiguration<SignInAttempt>,
    IEntityTypeConfiguration<PersonalAccessToken>,
    IEntityTypeConfiguration<MetricsToken>,
    IEntityTypeConfiguration<ServerSecret>,
    IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations");
        builder.HasKey(o => o.Key);
        builder.HasIndex(o => o.Id).IsUnique();
        builder.HasIndex(o => o.Name).IsUnique();
        builder.Property(o => o.TokensMayNeverExpire).HasDefaultValue(true).ValueGeneratedNever();
        builder.Property(o => o.PersonalTokensMayNeverExpire).HasDefaultValue(true).ValueGeneratedNever();
        builder.Property(o => o.SessionIdleMinutes).HasDefaultValue(SignInPolicy.UsualIdleMinutes).ValueGeneratedNever();
        builder.Property(o => o.SessionLifeHours).HasDefaultValue(SignInPolicy.UsualLifeHours).ValueGeneratedNever();
        builder.Property(o => o.SecondFactorRoles).HasDefaultValue(0).ValueGeneratedNever();
        builder.Property(o => o.ProvidersOnly).HasDefaultValue(false).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("people");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.ConcurrencyStamp).IsConcurrencyToken();
        builder.HasIndex(p => p.NormalizedUserName).IsUnique();
        builder.HasIndex(p => new { p.NormalizedEmail, p.OrganizationKey }).IsUnique();
        builder.Property(p => p.IsBreakGlass).HasDefaultValue(false).ValueGeneratedNever();
        builder.HasOne(p => p.Organization).WithMany().HasForeignKey(p => p.OrganizationKey);
    }

    public void Configure(EntityTypeBuilder<PersonSession> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(s => s.Id);
        builder.HasIndex(s => s.ProviderId, "ix_sessions_provider");
        builder.HasOne(s => s.Person).WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<AuthenticatorApp> builder)
    {
        builder.ToTable("authenticator_apps");
        builder.HasKey(a => a.PersonId);
        builder.HasOne(a => a.Person).WithOne().HasForeignKey<AuthenticatorApp>(a => a.PersonId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PasswordLink> builder)
    {
        builder.ToTable("password_links");
        builder.HasKey(l => l.PersonId);
        builder.HasIndex(l => l.Hash).IsUnique();
        builder.HasOne<Person>().WithOne(p => p.Link).HasForeignKey<PasswordLink>(l => l.PersonId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("saved_views");
        builder.HasKey(v => v.Id);
        builder.HasIndex(v => new { v.PersonId, v.List, v.Name }).IsUnique();
        builder.HasOne(v => v.Person).WithMany().HasForeignKey(v => v.PersonId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<SignInAttempt> builder)
    {
        builder.ToTable("sign_in_attempts");
        builder.HasKey(a => new { a.Account, a.Source });
        builder.HasIndex(a => a.LastAt);
    }

    public void Configure(EntityTypeBuilder<PersonalAccessToken> builder)
    {
        builder.ToTable("personal_access_tokens");
        builder.HasKey(t => t.Id);
        builder.HasIndex(t => t.Hash).IsUnique();
        builder.HasIndex(t => t.OrganizationKey);
        builder.HasOne(t => t.Person).WithMany().HasForeignKey(t => t.PersonId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<MetricsToken> builder)
    {
        builder.ToTable("metrics_tokens");
        builder.HasKey(t => t.Id);
        builder.HasIndex(t => t.Hash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ServerSecret> builder)
    {
        builder.ToTable("server_secrets");
        builder.HasKey(s => s.Name);
    }

    public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
    {
        builder.ToTable("data_protection_keys");
        builder.HasKey(k => k.Key);
    }
}
