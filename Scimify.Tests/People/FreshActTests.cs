using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Core.SignIn;
using Scimify.Core.Tokens;
using Scimify.Tests.Docs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.People;

/// <summary>The one list of what needs a fresh sign-in, walked: each entry is refused after ten minutes, and done right after a sign-in.</summary>
public sealed class FreshActTests : IAsyncLifetime
{
    private ScimifyApp _app = null!;
    private Actor _owner = null!;
    private Actor _ada = null!;
    private Actor _locked = null!;
    private Integration _integration = null!;
    private ScimTokenView _token = null!;
    private Guid _revision;
    private Guid _client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync();
        (_owner, _ada, _locked) = (await _app.PersonAsync(), await _app.PersonAsync(PortalRole.Auditor), await _app.PersonAsync(PortalRole.Auditor));
        await Get<PeopleService>().LockAsync(_owner, _locked.Id!.Value, Ct);
        _integration = await _app.IntegrationRowAsync(_owner);
        _token = (await Get<TokenService>().CreateAsync(
            _owner, new NewScimToken(_integration.Id, "narrow", TimeProvider.System.GetUtcNow().AddDays(30)) { Scopes = TokenScopes.Users, AllowedNetworks = ["203.0.113.0/24"] }, Ct)).Token;
        _client = (await Get<OAuthClientService>().CreateAsync(_owner, new NewOAuthClient(_integration.Id, "narrow") { Scopes = TokenScopes.Users }, Ct)).Client.Id;
        _revision = await RevisionAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Everything_on_the_list_is_refused_after_ten_minutes_and_nothing_of_it_right_after_a_sign_in()
    {
        var calls = Calls();
        Assert.Equal(Enum.GetValues<FreshAct>().Order(), calls.Select(call => call.Act).Distinct().Order());
        foreach (var (act, call) in calls)
        {
            var stale = _owner with { AuthenticatedAt = TimeProvider.System.GetUtcNow() - FreshSignIn.Life - TimeSpan.FromSeconds(1) };
            var refused = await Assert.ThrowsAsync<SignInNotFreshException>(() => call(stale));
            Assert.Equal(act, refused.Act);
        }

        foreach (var (act, call) in calls)
        {
            try
            {
                await call(_app.Fresh(_owner));
            }
            catch (RequestException e)
            {
                Assert.False(e is SignInNotFreshException, $"{act} is refused right after a sign-in.");    // there is no Looker, no provider and no draft
            }
        }
    }

    [Fact]
    public async Task Programs_have_scopes_instead()
    {
        foreach (var (act, call) in Calls())
        {
            try
            {
                await call(_owner with { Kind = "api", AuthenticatedAt = null });
            }
            catch (RequestException e)
            {
                Assert.False(e is SignInNotFreshException, $"{act} is refused to a program.");
            }
        }
    }

    [Fact]
    public async Task What_takes_rights_from_a_token_or_leaves_them_asks_for_nothing()
    {
        var stale = _owner with { AuthenticatedAt = null };
        var tokens = Get<TokenService>();

        await tokens.UpdateAsync(stale, _token.Id, new ScimTokenChange("another name", null, null), Ct);
        await tokens.UpdateAsync(stale, _token.Id, new ScimTokenChange(null, TokenScopes.Users | TokenScopes.ReadOnly, ["203.0.113.9"]), Ct);
        await Assert.ThrowsAsync<SignInNotFreshException>(() => tokens.UpdateAsync(stale, _token.Id, new ScimTokenChange(null, TokenScopes.Users, null), Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => tokens.UpdateAsync(stale, _token.Id, new ScimTokenChange(null, null, []), Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => tokens.UpdateAsync(stale, _token.Id, new ScimTokenChange(null, null, ["203.0.113.9", "192.0.2.0/24"]), Ct));

        var now = await tokens.GetAsync(stale, _token.Id, Ct);
        Assert.Equal(("another name", TokenScopes.Users | TokenScopes.ReadOnly, "203.0.113.9/32"), (now.Description, now.Scopes, Assert.Single(now.AllowedNetworks)));
        await tokens.RevokeAsync(stale, _token.Id, Ct);
    }

    [Fact]
    public void The_contract_lists_them_all()
    {
        var listed = MarkdownFile.Named("docs/contracts.md").Code.ToHashSet(StringComparer.Ordinal);
        Assert.All(Enum.GetValues<FreshAct>(), act => Assert.Contains(EnumWords.Of(act), listed));
    }

    [Theory]
    [InlineData(PortalRole.Auditor, PortalRole.TokenManager, true)]
    [InlineData(PortalRole.Auditor, PortalRole.Operator, true)]
    [InlineData(PortalRole.TokenManager, PortalRole.Operator, true)]
    [InlineData(PortalRole.Operator, PortalRole.TokenManager, true)]
    [InlineData(PortalRole.Operator, PortalRole.Owner, true)]
    [InlineData(PortalRole.Operator, PortalRole.Auditor, false)]
    [InlineData(PortalRole.Owner, PortalRole.Operator, false)]
    [InlineData(PortalRole.Owner, PortalRole.Owner, false)]
    public void A_role_may_more_if_it_changes_something_that_the_other_does_not(PortalRole before, PortalRole after, bool more) =>
        Assert.Equal(more, Permissions.MayMore(before, after));

    /// <remarks>What could change the owner's own rights comes last.</remarks>
    private (FreshAct Act, Func<Actor, Task> Call)[] Calls() =>
    [
        (FreshAct.CreateScimToken, by => Get<TokenService>().CreateAsync(by, new NewScimToken(_integration.Id, "new", null), Ct)),
        (FreshAct.RotateScimToken, by => Get<TokenService>().RotateAsync(by, _token.Id, new TokenRotation(TimeProvider.System.GetUtcNow().AddDays(10), 0), Ct)),
        (FreshAct.WidenScimToken, by => Get<TokenService>().UpdateAsync(by, _token.Id, new ScimTokenChange(null, TokenScopes.All, null), Ct)),
        (FreshAct.ChangeOauthClient, by => Get<OAuthClientService>().CreateAsync(by, new NewOAuthClient(_integration.Id, "new"), Ct)),
        (FreshAct.ChangeOauthClient, by => Get<OAuthClientService>().AddSecretAsync(by, _integration.Id, _client, new NewOAuthSecret(null), Ct)),
        (FreshAct.ChangeOauthClient, by => Get<OAuthClientService>().UpdateAsync(by, _integration.Id, _client, new OAuthClientChange(Scopes: TokenScopes.All), Ct)),
        (FreshAct.ChangeTokenPolicy, by => Get<TokenPolicyService>().SetAsync(by, TokenPolicyKind.Scim, TokenPolicy.Open, Ct)),
        (FreshAct.CreatePersonalToken, by => Get<PersonalAccessTokenService>().CreateAsync(by, new NewPersonalAccessToken("ci", null), Ct)),
        (FreshAct.InvitePerson, by => Get<PeopleService>().InviteAsync(by, "eve@example.com", PortalRole.Auditor, Ct)),
        (FreshAct.MakeSignInLink, by => Get<PasswordLinkService>().IssueAsync(by, _ada.Id!.Value, Ct)),
        (FreshAct.UnlockPerson, by => Get<PeopleService>().UnlockAsync(by, _locked.Id!.Value, Ct)),
        (FreshAct.UnlockPerson, async by =>
        {
            await Get<PeopleService>().LockAsync(_owner, _locked.Id!.Value, Ct);
            await Get<PeopleService>().ChangeAsync(by, _locked.Id!.Value, null, locked: false, Ct);
        }),
        (FreshAct.RaiseRole, by => Get<PeopleService>().ChangeRoleAsync(by, _ada.Id!.Value, PortalRole.Operator, Ct)),
        (FreshAct.RaiseRole, by => Get<PeopleService>().ChangeAsync(by, _ada.Id!.Value, PortalRole.Owner, null, Ct)),
        (FreshAct.NameBreakGlass, by => Get<PeopleService>().ChangeAsync(by, _owner.Id!.Value, null, null, Ct, breakGlass: true)),
        (FreshAct.RemoveFactors, by => Get<FactorService>().ResetAsync(by, _ada.Id!.Value, Ct)),
        (FreshAct.ChangeOwnFactors, by => Get<FactorService>().RemoveAppAsync(by, Ct)),
        (FreshAct.ChangeOwnFactors, by => Get<FactorService>().NewCodesAsync(by, Ct)),
        (FreshAct.ChangeProvider, by => Get<ProviderService>().CreateAsync(by, new ProviderInput(), Ct)),
        (FreshAct.ChangeProvider, by => Get<ProviderService>().UpdateAsync(by, Guid.NewGuid(), new ProviderInput(), Ct)),
        (FreshAct.ChangeProvider, by => Get<ProviderService>().DeleteAsync(by, Guid.NewGuid(), Ct)),
        (FreshAct.ConnectAccount, by => Get<ProviderSignIn>().DisconnectAsync(by, "https://id.example.com", "1", Ct)),
        (FreshAct.ChangeSignInPolicy, by => Get<SignInPolicyService>().SetAsync(by, SignInPolicy.Usual, Ct)),
        (FreshAct.ApplySaml, by => Get<SamlService>().ChangeAsync(by, _integration.Id, new SamlChange("1", Confirm: true, new JsonObject { ["enabled"] = true }), Ct)),
        (FreshAct.RestoreSaml, by => Get<SamlService>().RestoreAsync(by, _integration.Id, _revision, new SamlChange("1", Confirm: true, null), Ct)),
        (FreshAct.ApproveSaml, by => Get<SamlDraftService>().ApproveAsync(by, _integration.Id, Guid.NewGuid(), 1, Ct)),
        (FreshAct.ChangeSamlApproval, by => Get<SamlDraftService>().SetRequiresApprovalAsync(by, _integration.Id, required: false, Ct)),
        (FreshAct.ReleaseHeld, by => Get<HeldChangeService>().ReleaseAsync(by, IntegrationView.Of(_integration, by.OrganizationId), null, Ct)),
        (FreshAct.ErasePerson, by => Get<ErasureService>().EraseAsync(by, Guid.NewGuid(), Ct)),
    ];

    private T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>One that could be restored, if there were a Looker. The integration is in plan mode, so that nobody looks for one.</summary>
    private Task<Guid> RevisionAsync() => Get<ScimifyDatabase>().WriteAsync(
        session =>
        {
            var revision = new SamlRevision
            {
                Id = Guid.NewGuid(),
                OrganizationKey = _owner.OrganizationKey,
                IntegrationKey = _integration.Key,
                Number = 1,
                Source = SamlSource.Scimify,
                State = SamlRevisionState.Applied,
                AuthorName = _owner.Name,
                Settings = "{}",
                Fingerprint = "x",
            };
            session.Context.SamlRevisions.Add(revision);
            session.Execute("UPDATE integrations SET mode = @p1 WHERE key = @p0", _integration.Key, (int)IntegrationMode.Plan);
            return revision.Id;
        },
        Ct);
}
