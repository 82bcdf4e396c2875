using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.People;

/// <summary>Invitations and resets: nobody but the person ever knows the password.</summary>
public sealed class PasswordLinkTests
{
    private const string Password = "quiet otters swim far";

    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Whoever_is_invited_sets_their_own_password_once(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        var invited = await bench.People.InviteAsync(owner, "ada@example.com", PortalRole.Operator, Ct);
        var before = await bench.People.GetAsync(owner, invited.PersonId, Ct);

        Assert.Equal(("ada@example.com", true), ((await Links(bench).FindAsync(invited.Secret, Ct))?.Email, invited.IsInvitation));
        Assert.True(await Links(bench).UseAsync(invited.Secret, Password, "192.0.2.1", Ct));
        Assert.False(await Links(bench).UseAsync(invited.Secret, "another password of hers", "192.0.2.1", Ct));

        Assert.Equal((true, true), (before.IsInvited, before.Link?.IsInvitation));
        var after = await bench.People.GetAsync(owner, invited.PersonId, Ct);
        Assert.Equal((false, null), (after.IsInvited, after.Link));
        Assert.True(await IsRightAsync(bench, invited.PersonId, Password));
        Assert.Equal(["person.invite", "password.reset"], await ActionsAsync(bench, "ada@example.com"));
    }

    [Fact]
    public async Task The_database_holds_no_link_that_opens_anything()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var invited = await bench.People.InviteAsync(await bench.PersonAsync(), "ada@example.com", PortalRole.Auditor, Ct);

        await using var db = bench.Database.CreateDbContext();
        var stored = (await db.PasswordLinks.SingleAsync(Ct)).Hash;
        Assert.DoesNotContain(invited.Secret, stored, StringComparison.Ordinal);
        Assert.Null(await Links(bench).FindAsync(stored, Ct));
        Assert.Null(await Links(bench).FindAsync(stored.Split('.')[1], Ct));
    }

    [Theory]
    [InlineData(true, 72)]
    [InlineData(false, 24)]
    public async Task A_link_expires(bool isInvitation, int hours)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var link = isInvitation
            ? await bench.People.InviteAsync(owner, "ada@example.com", PortalRole.Auditor, Ct)
            : await Links(bench).IssueAsync(owner, (await bench.PersonAsync()).Id!.Value, Ct);
        Assert.Equal(isInvitation, link.IsInvitation);

        bench.Clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Links(bench).FindAsync(link.Secret, Ct));
        bench.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await Links(bench).FindAsync(link.Secret, Ct));
        Assert.False(await Links(bench).UseAsync(link.Secret, Password, null, Ct));
        Assert.Null((await bench.People.GetAsync(owner, link.PersonId, Ct)).Link);
    }

    [Theory]
    [InlineData("again")]
    [InlineData("revoke")]
    [InlineData("lock")]
    [InlineData("lock and unlock")]
    [InlineData("remove")]
    [InlineData("command line")]
    public async Task A_link_ends(string how)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var link = await bench.People.InviteAsync(owner, "ada@example.com", PortalRole.Auditor, Ct);

        switch (how)
        {
            case "again":
                var next = await Links(bench).IssueAsync(owner, link.PersonId, Ct);
                Assert.Equal((true, true), (next.IsInvitation, await Links(bench).FindAsync(next.Secret, Ct) is not null));
                break;
            case "revoke":
                await Links(bench).RevokeAsync(owner, link.PersonId, Ct);
                await Assert.ThrowsAsync<NotFoundException>(() => Links(bench).RevokeAsync(owner, link.PersonId, Ct));
                break;
            case "remove":
                await bench.People.RemoveAsync(owner, link.PersonId, Ct);
                break;
            case "command line":
                await bench.Get<PasswordService>().ResetFromCommandLineAsync((await bench.Get<PersonStates>().FindAsync(link.PersonId, Ct))!, Ct);
                break;
            default:
                await bench.People.LockAsync(owner, link.PersonId, Ct);
                await Assert.ThrowsAsync<ConflictException>(() => Links(bench).IssueAsync(owner, link.PersonId, Ct));
                if (how == "lock and unlock")
                {
                    await bench.People.UnlockAsync(owner, link.PersonId, Ct);
                }

                break;
        }

        Assert.Null(await Links(bench).FindAsync(link.Secret, Ct));
        Assert.False(await Links(bench).UseAsync(link.Secret, Password, null, Ct));
    }

    [Fact]
    public async Task A_link_that_is_used_twice_at_the_same_time_sets_one_password()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var link = await bench.People.InviteAsync(await bench.PersonAsync(), "ada@example.com", PortalRole.Auditor, Ct);

        var used = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => Links(bench).UseAsync(link.Secret, $"{Password} {i}", null, Ct), Ct)));

        Assert.Single(used, won => won);
        Assert.True(await IsRightAsync(bench, link.PersonId, $"{Password} {Array.IndexOf(used, true)}"));
    }

    [Fact]
    public async Task A_reset_leaves_the_present_password_and_sessions_until_it_is_used_and_then_ends_them()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var ada = await bench.PersonAsync(PortalRole.Operator);
        var session = await bench.Get<SessionService>().StartAsync(ada, "password", null, Ct);

        var link = await Links(bench).IssueAsync(owner, ada.Id!.Value, Ct);
        Assert.True(await bench.Get<SessionService>().IsLiveAsync(session, ada.Id.Value, Ct));
        Assert.True(await IsRightAsync(bench, ada.Id.Value, "correct horse battery"));
        Assert.True(await Links(bench).UseAsync(link.Secret, Password, null, Ct));

        await using var db = bench.Database.CreateDbContext();
        Assert.Empty(await db.Sessions.ToListAsync(Ct));
        Assert.False(await IsRightAsync(bench, ada.Id.Value, "correct horse battery"));
        Assert.Equal(["person.create", "session.start", "password.link", "password.reset"], await ActionsAsync(bench, ada.Name));
    }

    [Fact]
    public async Task A_password_that_will_not_do_leaves_the_link_open()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var link = await bench.People.InviteAsync(await bench.PersonAsync(organization: "Engine Works"), "ada@example.com", PortalRole.Auditor, Ct);

        foreach (var weak in new[] { "short", "Engine-Works-26", "passwordpassword" })
        {
            Assert.Equal(["password"], (await Assert.ThrowsAsync<ValidationFailedException>(() => Links(bench).UseAsync(link.Secret, weak, null, Ct))).Fields.Keys);
        }

        Assert.True(await Links(bench).UseAsync(link.Secret, Password, null, Ct));
    }

    [Fact]
    public async Task Only_owners_of_the_same_organization_make_and_end_links_and_only_after_a_fresh_sign_in()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var ada = await bench.PersonAsync(PortalRole.Operator);
        var stranger = await bench.PersonAsync(organization: "Other");

        await Assert.ThrowsAsync<ForbiddenException>(() => Links(bench).IssueAsync(ada, owner.Id!.Value, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => Links(bench).IssueAsync(stranger, owner.Id!.Value, Ct));
        await Links(bench).IssueAsync(owner, ada.Id!.Value, Ct);
        await Assert.ThrowsAsync<ForbiddenException>(() => Links(bench).RevokeAsync(ada, ada.Id.Value, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => Links(bench).RevokeAsync(stranger, ada.Id.Value, Ct));
        bench.Clock.Advance(FreshSignIn.Life + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => Links(bench).IssueAsync(owner, ada.Id.Value, Ct));
        await Links(bench).RevokeAsync(owner, ada.Id.Value, Ct);
    }

    [Fact]
    public async Task An_owner_who_has_not_accepted_is_no_owner_yet()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var second = await bench.People.InviteAsync(owner, "ada@example.com", PortalRole.Owner, Ct);

        await Assert.ThrowsAsync<ConflictException>(() => bench.People.RemoveAsync(owner, owner.Id!.Value, Ct));
        Assert.True(await Links(bench).UseAsync(second.Secret, Password, null, Ct));
        await bench.People.RemoveAsync(owner, owner.Id!.Value, Ct);
    }

    private static PasswordLinkService Links(AccountsBench bench) => bench.Get<PasswordLinkService>();

    private static async Task<bool> IsRightAsync(AccountsBench bench, Guid person, string password)
    {
        var stored = (await bench.Get<IPasswordStore>().FindAsync(person, Ct))?.Hash;
        return stored is not null && bench.Get<IPasswordHasher<Person>>().VerifyHashedPassword(new Person(), stored, password) != PasswordVerificationResult.Failed;
    }

    private static async Task<List<string>> ActionsAsync(AccountsBench bench, string subject)
    {
        await using var db = bench.Database.CreateDbContext();
        return await db.AuditLog.Where(e => e.SubjectName == subject).OrderBy(e => e.Key).Select(e => e.Action).ToListAsync(Ct);
    }
}
