using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>What an owner may enter for a provider, and what is kept of it.</summary>
public sealed class ProviderServiceTests : IAsyncLifetime
{
    private static readonly ProviderInput Okta = new("Okta", ProviderKind.Okta, "https://example.okta.com/", "client", "the secret", Roles: [new("groups", "owners", PortalRole.Owner)]);

    private ScimifyApp _app = null!;
    private Actor _owner = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ProviderService Providers => _app.Services.GetRequiredService<ProviderService>();

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync();
        _owner = await _app.PersonAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_provider_begins_switched_off_and_its_secret_is_nowhere_in_the_clear()
    {
        var id = await Providers.CreateAsync(_owner, Okta, Ct);

        var made = await Providers.GetAsync(_owner, id, Ct);
        Assert.Equal(("Okta", "https://example.okta.com", false, false), (made.Name, made.Authority, made.IsEnabled, made.IsTried));
        await using var db = _app.NewContext();
        var row = Assert.Single(db.SignInProviders);
        Assert.DoesNotContain("the secret", row.ProtectedClientSecret, StringComparison.Ordinal);
        var audit = Assert.Single(db.AuditLog, e => e.Action == "provider.create");
        Assert.DoesNotContain("the secret", audit.After, StringComparison.Ordinal);
        Assert.Contains("https://example.okta.com", audit.After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://id.example.com", "must begin with https://")]
    [InlineData("ftp://id.example.com", "must begin with https://")]
    [InlineData("https://127.0.0.1", "this machine itself")]
    [InlineData("https://10.1.2.3", "private network")]
    [InlineData("https://169.254.169.254", "link-local")]
    [InlineData("https://me:pw@id.example.com", "must have no user name")]
    [InlineData("https://id.example.com?x=1", "must have no user name, query or fragment")]
    [InlineData("id.example.com", "must be the issuer's address")]
    [InlineData("", "must be the issuer's address")]
    public async Task An_issuer_has_an_address_that_the_settings_allow(string authority, string problem)
    {
        var wrong = await Assert.ThrowsAsync<ValidationFailedException>(() => Providers.CreateAsync(_owner, Okta with { Authority = authority }, Ct));
        Assert.Contains(problem, wrong.Of("authority"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_address_of_the_discovery_document_is_the_issuers()
    {
        var id = await Providers.CreateAsync(_owner, Okta with { Authority = "https://id.example.com/realms/a/.well-known/openid-configuration" }, Ct);
        Assert.Equal("https://id.example.com/realms/a", (await Providers.GetAsync(_owner, id, Ct)).Authority);
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_field()
    {
        var tooLong = new string('x', 61);
        foreach (var (input, field) in new (ProviderInput, string)[]
        {
            (Okta with { Name = " " }, "name"), (Okta with { Name = tooLong }, "name"), (Okta with { ClientId = "" }, "clientId"), (Okta with { ClientSecret = "" }, "clientSecret"),
            (Okta with { Scopes = "profile" }, "scopes"), (Okta with { Roles = [new("groups", "", PortalRole.Owner)] }, "roles"), (Okta with { Domains = ["no domain"] }, "domains"),
            (Okta with { Domains = ["gmail.com"] }, "domains"), (Okta with { IsEnabled = true }, "enabled"),
            (Okta with { Kind = ProviderKind.Entra, Authority = "https://login.microsoftonline.com/organizations/v2.0" }, "tenants"),
            (Okta with { Kind = ProviderKind.Entra, Tenants = ["contoso"] }, "tenants"), (Okta with { Kind = ProviderKind.Google, HostedDomain = "nothing" }, "hostedDomain"),
        })
        {
            var wrong = await Assert.ThrowsAsync<ValidationFailedException>(() => Providers.CreateAsync(_owner, input, Ct));
            Assert.Equal(field, Assert.Single(wrong.Fields.Keys));
        }
    }

    [Fact]
    public async Task The_stored_secret_goes_to_no_other_address()
    {
        var id = await Providers.CreateAsync(_owner, Okta, Ct);

        var wrong = await Assert.ThrowsAsync<ValidationFailedException>(() => Providers.UpdateAsync(_owner, id, new ProviderInput(Authority: "https://evil.example"), Ct));
        Assert.Contains("is required when the authority changes", wrong.Of("clientSecret"), StringComparison.OrdinalIgnoreCase);
        await Providers.UpdateAsync(_owner, id, new ProviderInput(Authority: "https://other.okta.com", ClientSecret: "another"), Ct);
        Assert.Equal("https://other.okta.com", (await Providers.GetAsync(_owner, id, Ct)).Authority);
    }

    [Fact]
    public async Task A_change_keeps_what_it_does_not_name_and_a_change_of_nothing_leaves_no_trace()
    {
        var id = await Providers.CreateAsync(_owner, Okta, Ct);
        var before = await Providers.GetAsync(_owner, id, Ct);

        await Providers.UpdateAsync(_owner, id, Okta with { ClientSecret = "the secret" }, Ct);
        var same = await Providers.GetAsync(_owner, id, Ct);
        await Providers.UpdateAsync(_owner, id, new ProviderInput(DefaultRole: PortalRole.Auditor), Ct);
        var after = await Providers.GetAsync(_owner, id, Ct);

        Assert.Equal((before.Revision, before.Tag), (same.Revision, same.Tag));
        Assert.Equal((PortalRole.Auditor, before.Revision + 1), (after.Rules.DefaultRole, after.Revision));
        Assert.Equal(before.Rules.Roles, after.Rules.Roles);
        await using var db = _app.NewContext();
        Assert.Single(db.AuditLog, e => e.Action == "provider.update");
    }

    [Fact]
    public async Task Providers_are_for_owners_of_the_organization_who_have_just_signed_in()
    {
        var id = await Providers.CreateAsync(_owner, Okta, Ct);
        var stranger = await _app.PersonAsync(organization: "Another");
        var tired = _owner with { AuthenticatedAt = null };

        await Assert.ThrowsAsync<NotFoundException>(() => Providers.GetAsync(stranger, id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => Providers.UpdateAsync(stranger, id, new ProviderInput(Name: "Mine"), Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => Providers.DeleteAsync(stranger, id, Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => Providers.CreateAsync(tired, Okta, Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => Providers.UpdateAsync(tired, id, new ProviderInput(Name: "Mine"), Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => Providers.DeleteAsync(tired, id, Ct));
        foreach (var role in new[] { PortalRole.Operator, PortalRole.TokenManager, PortalRole.Auditor })
        {
            await Assert.ThrowsAsync<ForbiddenException>(() => Providers.ListAsync(_owner with { Role = role }, Ct));
            await Assert.ThrowsAsync<ForbiddenException>(() => Providers.CreateAsync(_owner with { Role = role }, Okta, Ct));
        }
    }

    [Fact]
    public async Task There_are_at_most_ten_and_a_removed_one_is_gone()
    {
        for (var i = 0; i < ProviderService.Most; i++)
        {
            await Providers.CreateAsync(_owner, Okta with { Name = $"Okta {i}" }, Ct);
        }

        await Assert.ThrowsAsync<ConflictException>(() => Providers.CreateAsync(_owner, Okta, Ct));
        var first = (await Providers.ListAsync(_owner, Ct))[0];
        await Providers.DeleteAsync(_owner, first.Id, Ct);
        Assert.DoesNotContain(first.Id, (await Providers.ListAsync(_owner, Ct)).Select(provider => provider.Id));
        Assert.Null(await _app.Services.GetRequiredService<ProviderSnapshots>().FindAsync(first.Id, Ct));
    }
}
