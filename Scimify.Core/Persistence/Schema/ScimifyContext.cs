using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Roles;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.People.SignIns;
using Scimify.Core.People.Views;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Core.SignIn;
using Scimify.Core.Streams;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Schema;

/// <summary>
/// Schema, migrations and everything that is not hot. SCIM reads and the writer's statements use prepared commands on the
/// same tables (<c>WriteSession</c>, <c>ReadSession</c>).
/// </summary>
/// <remarks>
/// These conventions let one SQL text serve both databases: snake_case names, UUIDs as lower-case text, booleans as 0/1,
/// instants as Unix milliseconds, normalised text compared byte by byte.
/// </remarks>
public abstract class ScimifyContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<PersonSession> Sessions => Set<PersonSession>();

    public DbSet<AuthenticatorApp> AuthenticatorApps => Set<AuthenticatorApp>();

    public DbSet<PasswordLink> PasswordLinks => Set<PasswordLink>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();

    public DbSet<SignInAttempt> SignInAttempts => Set<SignInAttempt>();

    public DbSet<SignInProvider> SignInProviders => Set<SignInProvider>();

    public DbSet<ProviderLogin> ProviderLogins => Set<ProviderLogin>();

    public DbSet<UsedLogoutToken> UsedLogoutTokens => Set<UsedLogoutToken>();

    public DbSet<PersonalAccessToken> PersonalAccessTokens => Set<PersonalAccessToken>();

    public DbSet<MetricsToken> MetricsTokens => Set<MetricsToken>();

    public DbSet<ServerSecret> ServerSecrets => Set<ServerSecret>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<ServerRow> Servers => Set<ServerRow>();

    public DbSet<Integration> Integrations => Set<Integration>();

    public DbSet<IntegrationCounters> IntegrationCounters => Set<IntegrationCounters>();

    public DbSet<IntegrationMappings> IntegrationMappings => Set<IntegrationMappings>();

    public DbSet<MappingProgress> MappingProgress => Set<MappingProgress>();

    public DbSet<LookerCallCount> LookerCallCounts => Set<LookerCallCount>();

    public DbSet<ScimToken> ScimTokens => Set<ScimToken>();

    public DbSet<OAuthClient> OAuthClients => Set<OAuthClient>();

    public DbSet<OAuthSecret> OAuthSecrets => Set<OAuthSecret>();

    public DbSet<UsedAssertion> UsedAssertions => Set<UsedAssertion>();

    public DbSet<RejectedRequest> RejectedRequests => Set<RejectedRequest>();

    public DbSet<ScimUserRow> ScimUsers => Set<ScimUserRow>();

    public DbSet<UserBody> ScimUserBodies => Set<UserBody>();

    public DbSet<UserEmail> ScimUserEmails => Set<UserEmail>();

    public DbSet<ScimGroupRow> ScimGroups => Set<ScimGroupRow>();

    public DbSet<GroupBodyRow> ScimGroupBodies => Set<GroupBodyRow>();

    public DbSet<MembershipRow> Memberships => Set<MembershipRow>();

    public DbSet<ScimRoleRow> ScimRoles => Set<ScimRoleRow>();

    public DbSet<LookerRoleRow> LookerRoles => Set<LookerRoleRow>();

    public DbSet<GroupRole> GroupRoles => Set<GroupRole>();

    public DbSet<DriftItem> DriftItems => Set<DriftItem>();

    public DbSet<ReconcileRun> ReconcileRuns => Set<ReconcileRun>();

    public DbSet<HeldChange> HeldChanges => Set<HeldChange>();

    public DbSet<GuardedRemoval> GuardedRemovals => Set<GuardedRemoval>();

    public DbSet<UndoneWrite> UndoneWrites => Set<UndoneWrite>();

    public DbSet<RemovedMembership> RemovedMemberships => Set<RemovedMembership>();

    public DbSet<ProtectedAccount> ProtectedAccounts => Set<ProtectedAccount>();

    public DbSet<InventoryItem> LookerInventory => Set<InventoryItem>();

    public DbSet<SamlRevision> SamlRevisions => Set<SamlRevision>();

    public DbSet<SamlDraft> SamlDrafts => Set<SamlDraft>();

    public DbSet<SamlPolicy> SamlPolicies => Set<SamlPolicy>();

    public DbSet<SamlCheck> SamlChecks => Set<SamlCheck>();

    public DbSet<ProvisioningEntry> ProvisioningLog => Set<ProvisioningEntry>();

    public DbSet<LookerEffect> LookerEffects => Set<LookerEffect>();

    public DbSet<AccessInterval> AccessIntervals => Set<AccessInterval>();

    public DbSet<AccessDetail> AccessDetails => Set<AccessDetail>();

    public DbSet<AccessName> AccessNames => Set<AccessName>();

    public DbSet<AccessReview> AccessReviews => Set<AccessReview>();

    public DbSet<AccessReviewer> AccessReviewers => Set<AccessReviewer>();

    public DbSet<ReviewManager> ReviewManagers => Set<ReviewManager>();

    public DbSet<ReviewedAccess> ReviewedAccess => Set<ReviewedAccess>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<NoticeMark> NoticeMarks => Set<NoticeMark>();

    public DbSet<LogStream> LogStreams => Set<LogStream>();

    public DbSet<LogStreamPosition> LogStreamPositions => Set<LogStreamPosition>();

    public DbSet<LogStreamWaiting> LogStreamWaiting => Set<LogStreamWaiting>();

    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

    public DbSet<AuditChain> AuditChains => Set<AuditChain>();

    /// <summary>A collation that compares text byte by byte; null if the database does so anyway.</summary>
    protected abstract string? BytewiseCollation { get; }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Guid>().HaveConversion<GuidToTextConverter>();
        configurationBuilder.Properties<bool>().HaveConversion<BoolToZeroOneConverter<int>>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ScimifyContext).Assembly);
        Identity(modelBuilder);
        if (BytewiseCollation is { } collation)
        {
            foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties())
                .Where(property => property.ClrType == typeof(string) || property.GetProviderClrType() == typeof(string)
                    || property.ClrType == typeof(Guid) || property.ClrType == typeof(Guid?)))
            {
                property.SetCollation(collation);
            }
        }

        SnakeCaseNames.Apply(modelBuilder);
    }

    private static void Identity(ModelBuilder model)
    {
        model.Entity<IdentityUserClaim<Guid>>().ToTable("person_claims");
        model.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("person_tokens");
            token.HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
        });
        model.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("person_passkeys");
            passkey.HasKey(p => p.CredentialId);
            passkey.HasOne<Person>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
            passkey.OwnsOne(p => p.Data).ToJson();
        });
    }

    private sealed class GuidToTextConverter() : ValueConverter<Guid, string>(id => id.ToString("D"), text => Guid.Parse(text));

    private sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
