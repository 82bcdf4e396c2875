using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;

namespace Scimify.Tests.Integrations;

public sealed class IntegrationServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_was_made_is_read_again_with_its_defaults(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);

        Assert.Equal(made, await world.Integrations.GetAsync(world.Owner, made.Id, Ct));
        Assert.Equal([made], await world.Integrations.ListAsync(world.Owner, Ct));
        Assert.Equal("Created via Scimify for tenant {tenant_id}", made.GroupDescription);
        Assert.Equal(IntegrationMode.Live, made.Mode);
        Assert.Equal(new IntegrationPolicies(), made.Policies);
        Assert.Equal(world.Owner.OrganizationId, made.OrganizationId);
        Assert.Equal([made.Key], world.Told);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_secret_is_stored_encrypted_and_audited_never(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        await world.Integrations.UpdateAsync(world.Owner, made.Id, new IntegrationChange { ClientSecret = "canary-second" }, Ct);

        await using var db = world.Database.CreateDbContext();
        var row = await db.Integrations.SingleAsync(Ct);
        Assert.DoesNotContain("canary", row.ProtectedClientSecret, StringComparison.Ordinal);
        Assert.Equal("canary-second", world.Get<ISecretProtector>().Unprotect(row.ProtectedClientSecret));
        var entries = await db.AuditLog.OrderBy(e => e.Key).ToListAsync(Ct);
        Assert.Equal(["integration.create", "integration.update"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.DoesNotContain("canary", e.Before + e.After, StringComparison.Ordinal));
        Assert.Contains("\"clientSecret\":\"changed\"", entries[1].After, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_change_merges_and_leaves_who_when_before_and_after(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        var changed = await world.Integrations.UpdateAsync(
            world.Owner, made.Id, new IntegrationChange { Mode = IntegrationMode.Paused, Policies = new() { DeletionGuard = new() { MaxCount = 3 } } }, Ct);

        Assert.Equal(IntegrationMode.Paused, changed.Mode);
        Assert.Equal(made.Policies with { DeletionGuard = made.Policies.DeletionGuard with { MaxCount = 3 } }, changed.Policies);
        Assert.Equal((made.Name, made.BaseUrl, made.ClientId, made.Version + 1), (changed.Name, changed.BaseUrl, changed.ClientId, changed.Version));
        Assert.Equal(changed, await world.Integrations.GetAsync(world.Owner, made.Id, Ct));

        await using var db = world.Database.CreateDbContext();
        var entry = await db.AuditLog.SingleAsync(e => e.Action == "integration.update", Ct);
        Assert.Equal((world.Owner.Name, "203.0.113.7", "integration", made.Id.ToString(), "Production"),
            (entry.ActorName, entry.SourceAddress, entry.SubjectKind, entry.SubjectId, entry.SubjectName));
        Assert.Contains("\"mode\":\"live\"", entry.Before, StringComparison.Ordinal);
        Assert.Contains("\"mode\":\"paused\"", entry.After, StringComparison.Ordinal);
    }

    /// <summary>The stored address is <c>https://mycompany.cloud.looker.com</c>.</summary>
    public static TheoryData<string, IntegrationChange> OtherAddresses => new()
    {
        { "another host", new IntegrationChange { BaseUrl = "https://collector.example.com" } },
        { "another instance", new IntegrationChange { InstanceName = "othercompany" } },
        { "another port", new IntegrationChange { BaseUrl = "https://mycompany.cloud.looker.com:19999" } },
        { "another host and client ID", new IntegrationChange { BaseUrl = "https://collector.example.com", ClientId = "another" } },
    };

    [Theory]
    [MemberData(nameof(OtherAddresses))]
    public async Task Another_address_needs_the_secret_in_the_same_request_and_the_old_one_goes_nowhere(string what, IntegrationChange change)
    {
        await using var world = await IntegrationWorld.CreateAsync(DatabaseProvider.Sqlite);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);

        var refused = await Assert.ThrowsAsync<ValidationFailedException>(() => world.Integrations.UpdateAsync(world.Owner, made.Id, change, Ct));
        Assert.True(refused.Fields.Keys.SequenceEqual(["clientSecret"]), what);
        Assert.Equal(made, await world.Integrations.GetAsync(world.Owner, made.Id, Ct));

        await world.Integrations.UpdateAsync(world.Owner, made.Id, change with { ClientSecret = "canary-second" }, Ct);
        await using var db = world.Database.CreateDbContext();
        Assert.Equal("canary-second", world.Get<ISecretProtector>().Unprotect((await db.Integrations.SingleAsync(Ct)).ProtectedClientSecret));
    }

    [Theory]
    [InlineData("https://mycompany.cloud.looker.com")]
    [InlineData("https://MyCompany.cloud.looker.com:443/")]
    public async Task The_same_address_in_other_words_keeps_the_secret(string baseUrl)
    {
        await using var world = await IntegrationWorld.CreateAsync(DatabaseProvider.Sqlite);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        var changed = await world.Integrations.UpdateAsync(world.Owner, made.Id, new IntegrationChange { BaseUrl = baseUrl }, Ct);

        Assert.Equal(made.BaseUrl, changed.BaseUrl);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_change_of_nothing_writes_nothing(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        var same = await world.Integrations.UpdateAsync(world.Owner, made.Id, new IntegrationChange { Name = "Production ", InstanceName = "mycompany" }, Ct);

        Assert.Equal(made, same);
        Assert.Single(world.Told);
        await using var db = world.Database.CreateDbContext();
        Assert.Equal(1, await db.AuditLog.CountAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_name_is_taken_once_in_an_organization_whatever_its_case(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var first = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        var second = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production with { Name = "Test" }, Ct);
        await world.Integrations.CreateAsync(world.Stranger, IntegrationWorld.Production, Ct);

        await Assert.ThrowsAsync<ConflictException>(() => world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production with { Name = "PRODUCTION" }, Ct));
        await Assert.ThrowsAsync<ConflictException>(() => world.Integrations.UpdateAsync(world.Owner, second.Id, new IntegrationChange { Name = "production" }, Ct));
        var renamed = await world.Integrations.UpdateAsync(world.Owner, first.Id, new IntegrationChange { Name = "PRODUCTION" }, Ct);
        Assert.Equal("PRODUCTION", renamed.Name);

        await world.Integrations.DeleteAsync(world.Owner, first.Id, Ct);
        await world.Integrations.UpdateAsync(world.Owner, second.Id, new IntegrationChange { Name = "Production" }, Ct);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Of_many_at_once_one_gets_the_name(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var attempts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
                return true;
            }
            catch (ConflictException)
            {
                return false;
            }
        }));
        Assert.Equal(1, attempts.Count(made => made));
        Assert.Single(await world.Integrations.ListAsync(world.Owner, Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Another_organizations_integration_does_not_exist(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);

        await Assert.ThrowsAsync<NotFoundException>(() => world.Integrations.GetAsync(world.Stranger, made.Id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Integrations.StatusAsync(world.Stranger, made.Id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Integrations.TestAsync(world.Stranger, made.Id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Integrations.UpdateAsync(world.Stranger, made.Id, new IntegrationChange { Name = "" }, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Integrations.DeleteAsync(world.Stranger, made.Id, Ct));
        Assert.Empty(await world.Integrations.ListAsync(world.Stranger, Ct));
        Assert.Equal(made, await world.Integrations.GetAsync(world.Owner, made.Id, Ct));
    }

    [Theory]
    [InlineData(PortalRole.Auditor)]
    [InlineData(PortalRole.TokenManager)]
    public async Task Who_may_only_read_changes_nothing(PortalRole role)
    {
        await using var world = await IntegrationWorld.CreateAsync(DatabaseProvider.Sqlite);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        var reader = world.Owner with { Role = role };

        Assert.Equal(made, await world.Integrations.GetAsync(reader, made.Id, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Integrations.CreateAsync(reader, new NewIntegration(), Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Integrations.UpdateAsync(reader, made.Id, new IntegrationChange { Name = "x" }, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Integrations.DeleteAsync(reader, made.Id, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Integrations.TestAsync(reader, made.Id, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Integrations.TestAsync(reader, IntegrationWorld.Production, Ct));
        Assert.Equal([made], await world.Integrations.ListAsync(world.Owner, Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_deleted_integration_is_gone_with_its_tokens_and_stays_in_the_logs(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        var token = await world.Get<TokenService>().CreateAsync(world.Owner, new NewScimToken(made.Id, "Okta", null), Ct);
        var authenticator = world.Get<ScimTokenAuthenticator>();
        Assert.IsType<TokenCheck.Accepted>(await authenticator.CheckAsync(token.Secret, null, null, Ct));

        await world.Integrations.DeleteAsync(world.Owner, made.Id, Ct);

        Assert.IsType<TokenCheck.Revoked>(await authenticator.CheckAsync(token.Secret, null, null, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Integrations.GetAsync(world.Owner, made.Id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Integrations.DeleteAsync(world.Owner, made.Id, Ct));
        Assert.Equal([made.Key, made.Key], world.Told);
        await using var db = world.Database.CreateDbContext();
        Assert.NotNull((await db.Integrations.SingleAsync(Ct)).DeletedAt);
        Assert.Equal(["integration.create", "token.create", "integration.delete", "token.revoke"],
            await db.AuditLog.OrderBy(e => e.Key).Select(e => e.Action).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_decrypted_is_a_problem_found_by_the_test()
    {
        await using var world = await IntegrationWorld.CreateAsync(DatabaseProvider.Sqlite);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        await world.Database.WriteAsync(s => s.Execute("UPDATE integrations SET protected_client_secret = 'of another key ring'"), Ct);

        var result = await world.Integrations.TestAsync(world.Owner, made.Id, Ct);
        Assert.False(result.Ok);
        Assert.Equal("secretUnreadable", Assert.Single(result.Problems).Code);
    }
}
