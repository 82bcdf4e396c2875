using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.People;

public sealed class PeopleServiceTests
{
    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_first_person_brings_the_organization_Default(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);

        var created = await bench.People.CreateFromCommandLineAsync(new NewPerson("ada@example.com", PortalRole.Owner, null), null, Ct);

        Assert.Equal(("Default", true), (created.OrganizationName, created.OrganizationIsNew));
        Assert.True(created.GeneratedPassword?.Length >= PasswordRules.MinLength);
        await using var db = bench.Database.CreateDbContext();
        var person = await db.People.SingleAsync(Ct);
        Assert.DoesNotContain(created.GeneratedPassword, person.PasswordHash, StringComparison.Ordinal);
        Assert.Equal("person.create", (await db.AuditLog.SingleAsync(Ct)).Action);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_address_belongs_to_one_person_of_an_organization_in_whatever_case(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        await bench.PersonAsync(email: "ada@example.com");

        await Assert.ThrowsAsync<ConflictException>(() => bench.PersonAsync(email: "ADA@Example.com"));

        await using var db = bench.Database.CreateDbContext();
        Assert.Equal(1, await db.People.CountAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_owner_neither_learns_nor_blocks_addresses_of_another_organization(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var ada = await bench.PersonAsync(email: "ada@example.com", organization: "Acme");
        var owner = await bench.PersonAsync(organization: "Other");

        var invited = await bench.People.InviteAsync(owner, "ada@example.com", PortalRole.Auditor, Ct);

        var found = await bench.Get<IPeopleStore>().FindByEmailAsync(PeopleService.Normalise("ada@example.com"), organization: null, Ct);
        Assert.Equal([ada.Id!.Value, invited.PersonId], found.Select(person => person.Id));
        Assert.Equal(invited.PersonId, Assert.Single(await bench.Get<IPeopleStore>().FindByEmailAsync(PeopleService.Normalise("Ada@Example.com"), "other", Ct)).Id);
    }

    [Fact]
    public async Task An_organization_is_picked_by_name_without_regard_to_case_or_by_uuid()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var first = await bench.PersonAsync(organization: "Acme");
        var byName = await bench.PersonAsync(organization: "ACME");
        var byId = await bench.PersonAsync(organization: first.OrganizationId.ToString());
        var oldest = await bench.PersonAsync();

        Assert.All([byName, byId, oldest], p => Assert.Equal(first.OrganizationId, p.OrganizationId));
    }

    [Theory]
    [InlineData("not an address", "correct horse battery", "email")]
    [InlineData("Ada <ada@example.com>", "correct horse battery", "email")]
    [InlineData("ada@example.com", "short", "password")]
    [InlineData("ada@example.com", "aaaaaaaaaaaaaaaa", "password")]
    [InlineData("ada@example.com", "Default-2026!", "password")]
    public async Task What_cannot_be_used_is_refused_by_field(string email, string password, string field)
    {
        await using var bench = await AccountsBench.CreateAsync();

        var refused = await Assert.ThrowsAsync<ValidationFailedException>(
            () => bench.People.CreateFromCommandLineAsync(new NewPerson(email, PortalRole.Owner, password), null, Ct));

        Assert.Equal([field], refused.Fields.Keys);
    }

    [Fact]
    public async Task The_first_owner_is_made_once()
    {
        await using var bench = await AccountsBench.CreateAsync();

        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await bench.People.CreateFirstOwnerAsync($"p{i}@example.com", "correct horse battery", "192.0.2.1", Ct);
                return true;
            }
            catch (ConflictException)
            {
                return false;
            }
        }));

        Assert.Single(attempts, made => made);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_locked_or_removed_person_loses_their_tokens_at_once(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        var ada = await bench.PersonAsync(PortalRole.Operator);
        var token = await bench.PersonalTokens.CreateAsync(ada, new NewPersonalAccessToken("ci", null), Ct);
        Assert.IsType<PersonalAccessTokenCheck.Accepted>(await bench.CheckPersonalAsync(token));

        await bench.People.LockAsync(owner, ada.Id!.Value, Ct);
        Assert.IsType<PersonalAccessTokenCheck.Refused>(await bench.CheckPersonalAsync(token));
        Assert.True(Assert.Single(await bench.People.ListAsync(owner, Ct), p => p.Id == ada.Id).IsLocked);

        await bench.People.UnlockAsync(owner, ada.Id.Value, Ct);
        Assert.IsType<PersonalAccessTokenCheck.Accepted>(await bench.CheckPersonalAsync(token));

        await bench.People.RemoveAsync(owner, ada.Id.Value, Ct);
        Assert.IsType<PersonalAccessTokenCheck.Refused>(await bench.CheckPersonalAsync(token));
        await using var db = bench.Database.CreateDbContext();
        Assert.Empty(await db.PersonalAccessTokens.ToListAsync(Ct));
    }

    [Fact]
    public async Task A_token_carries_the_role_that_its_person_has_now()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var ada = await bench.PersonAsync(PortalRole.Operator);
        var token = await bench.PersonalTokens.CreateAsync(ada, new NewPersonalAccessToken("ci", null), Ct);
        await bench.CheckPersonalAsync(token);

        await bench.People.ChangeRoleAsync(owner, ada.Id!.Value, PortalRole.Auditor, Ct);

        Assert.Equal(PortalRole.Auditor, Assert.IsType<PersonalAccessTokenCheck.Accepted>(await bench.CheckPersonalAsync(token)).Person.Role);
    }

    [Fact]
    public async Task The_last_owner_cannot_be_locked_removed_or_given_another_role()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var second = await bench.PersonAsync();
        await bench.People.LockAsync(owner, second.Id!.Value, Ct);

        await Assert.ThrowsAsync<ConflictException>(() => bench.People.LockAsync(owner, owner.Id!.Value, Ct));
        await Assert.ThrowsAsync<ConflictException>(() => bench.People.RemoveAsync(owner, owner.Id!.Value, Ct));
        await Assert.ThrowsAsync<ConflictException>(() => bench.People.ChangeRoleAsync(owner, owner.Id!.Value, PortalRole.Auditor, Ct));

        var state = await bench.Get<IPeopleStore>().FindStateAsync(owner.Id!.Value, Ct);
        Assert.Equal((PortalRole.Owner, false), (state!.Role, state.IsLocked));
    }

    [Fact]
    public async Task Only_owners_of_the_same_organization_manage_people()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var ada = await bench.PersonAsync(PortalRole.Operator);
        var stranger = await bench.PersonAsync(organization: "Other");

        await Assert.ThrowsAsync<ForbiddenException>(() => bench.People.LockAsync(ada, owner.Id!.Value, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => bench.People.LockAsync(stranger, ada.Id!.Value, Ct));
        Assert.DoesNotContain(await bench.People.ListAsync(stranger, Ct), p => p.Id == ada.Id);
    }

    [Fact]
    public async Task A_personal_token_is_revoked_by_its_person_or_an_owner_and_nobody_else()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var ada = await bench.PersonAsync(PortalRole.Operator);
        var bob = await bench.PersonAsync(PortalRole.Operator);
        var first = await bench.PersonalTokens.CreateAsync(ada, new NewPersonalAccessToken("one", null), Ct);
        var second = await bench.PersonalTokens.CreateAsync(ada, new NewPersonalAccessToken("two", null), Ct);

        await Assert.ThrowsAsync<NotFoundException>(() => bench.PersonalTokens.RevokeAsync(bob, first.Id, Ct));
        await bench.CheckPersonalAsync(first);
        await bench.PersonalTokens.RevokeAsync(ada, first.Id, Ct);
        await bench.PersonalTokens.RevokeAsync(owner, second.Id, Ct);

        Assert.IsType<PersonalAccessTokenCheck.Refused>(await bench.CheckPersonalAsync(first));
        Assert.IsType<PersonalAccessTokenCheck.Refused>(await bench.CheckPersonalAsync(second));
        Assert.Empty(await bench.PersonalTokens.ListAsync(ada, Ct));
    }

    [Fact]
    public async Task A_personal_token_expires()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var ada = await bench.PersonAsync();
        var token = await bench.PersonalTokens.CreateAsync(ada, new NewPersonalAccessToken("ci", bench.Clock.GetUtcNow().AddDays(1)), Ct);
        Assert.IsType<PersonalAccessTokenCheck.Accepted>(await bench.CheckPersonalAsync(token));

        bench.Clock.Advance(TimeSpan.FromDays(1));

        Assert.IsType<PersonalAccessTokenCheck.Expired>(await bench.CheckPersonalAsync(token));
    }
}
