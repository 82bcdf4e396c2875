using System.Text.Json;
using Scimify.Core.People;
using Scimify.Core.SignIn;

namespace Scimify.Tests.SignIn;

/// <summary>What the rules of a provider make of its claims.</summary>
public sealed class ProviderCheckTests
{
    private const string Tenant = "7c1f40b2-90aa-4e0e-8d51-1f0e2b7716e2";

    private static readonly string Entra = $$"""{"iss":"https://login.microsoftonline.com/{{Tenant}}/v2.0","tid":"{{Tenant}}","oid":"5b1e","sub":"pairwise","preferred_username":"Ada@Example.com"}""";

    private static readonly ProviderRules Rules = ProviderRules.Usual with
    {
        Roles = [new("groups", "owners", PortalRole.Owner), new("roles", "Scimify.Operator", PortalRole.Operator), new("realm_access.roles", "auditor", PortalRole.Auditor)],
        Domains = ["example.com"],
    };

    [Theory]
    [InlineData("""{"groups":["a","owners"]}""", PortalRole.Owner)]
    [InlineData("""{"groups":"owners","roles":["Scimify.Operator"]}""", PortalRole.Owner)]
    [InlineData("""{"roles":["Scimify.Operator","x"]}""", PortalRole.Operator)]
    [InlineData("""{"realm_access":{"roles":["auditor"]}}""", PortalRole.Auditor)]
    [InlineData("""{"realm_access.roles":"auditor"}""", PortalRole.Auditor)]
    [InlineData("""{"groups":["Owners","owners "]}""", null)]
    [InlineData("""{"realm_access":"{not json","groups":{"owners":true}}""", null)]
    [InlineData("{}", null)]
    public void The_first_rule_that_applies_gives_the_role(string claims, PortalRole? role)
    {
        var check = ProviderCheck.Of(ProviderKind.Other, Rules, Claims($$"""{"iss":"i","sub":"s",{{claims[1..]}}""".Replace(",}", "}", StringComparison.Ordinal)));
        Assert.Equal((role, role is null ? SignInRefusal.NoRole : null), (check.Role, check.Refusal));
    }

    [Fact]
    public void A_default_role_is_for_those_to_whom_no_rule_applies()
    {
        var check = ProviderCheck.Of(ProviderKind.Other, Rules with { DefaultRole = PortalRole.Auditor }, Claims("""{"iss":"i","sub":"s"}"""));
        Assert.Equal((PortalRole.Auditor, true, null), (check.Role, check.DecidesRole, check.Refusal));
    }

    [Theory]
    [InlineData("""{"_claim_names":{"groups":"src1"},"_claim_sources":{"src1":{"endpoint":"https://graph.windows.net/x"}}}""")]
    [InlineData("""{"hasgroups":true}""")]
    [InlineData("""{"hasgroups":"true"}""")]
    public void That_Entra_leaves_groups_out_is_told_apart_from_having_none(string claims)
    {
        var check = ProviderCheck.Of(ProviderKind.Entra, Rules, Claims($"{Entra[..^1]},{claims[1..]}"));
        Assert.Equal(SignInRefusal.TooManyGroups, check.Refusal);
    }

    [Fact]
    public void Entra_knows_people_by_tenant_and_object_others_by_issuer_and_subject()
    {
        var entra = ProviderIdentity.Of(ProviderKind.Entra, Claims(Entra))!;
        var other = ProviderIdentity.Of(ProviderKind.Okta, Claims("""{"iss":"https://example.okta.com","sub":"00u1","email":"ada@example.com","email_verified":true}"""))!;

        Assert.Equal(($"https://login.microsoftonline.com/{Tenant}/v2.0", "5b1e", true, "example.com"), (entra.Issuer, entra.Subject, entra.IsEmailVerified, entra.Domain));
        Assert.Equal(("https://example.okta.com", "00u1", true), (other.Issuer, other.Subject, other.IsEmailVerified));
    }

    [Theory]
    [InlineData(ProviderKind.Entra, """{"iss":"i","sub":"s","oid":"o"}""")]
    [InlineData(ProviderKind.Entra, """{"iss":"i","sub":"s","tid":"t"}""")]
    [InlineData(ProviderKind.Other, """{"iss":"i"}""")]
    [InlineData(ProviderKind.Other, """{"sub":"s"}""")]
    public void Claims_that_do_not_say_who_it_is_let_nobody_in(ProviderKind kind, string claims) =>
        Assert.Equal(SignInRefusal.NoIdentity, ProviderCheck.Of(kind, ProviderRules.Usual, Claims(claims)).Refusal);

    [Theory]
    [InlineData(ProviderKind.Other, """{"email":"ada@example.com","email_verified":true}""", true)]
    [InlineData(ProviderKind.Other, """{"email":"ada@EXAMPLE.com","email_verified":"true"}""", true)]
    [InlineData(ProviderKind.Other, """{"email":"ada@example.com"}""", false)]
    [InlineData(ProviderKind.Other, """{"email":"ada@example.com","email_verified":false}""", false)]
    [InlineData(ProviderKind.Other, """{"email":"ada@sub.example.com","email_verified":true}""", false)]
    [InlineData(ProviderKind.Google, """{"email":"ada@example.com","email_verified":true,"hd":"example.com"}""", true)]
    [InlineData(ProviderKind.Google, """{"email":"ada@example.com","email_verified":true}""", false)]
    [InlineData(ProviderKind.Google, """{"email":"ada@example.com","email_verified":true,"hd":"other.example"}""", false)]
    [InlineData(ProviderKind.Entra, """{"tid":"t","oid":"o","preferred_username":"ada@example.com"}""", true)]
    [InlineData(ProviderKind.Entra, """{"tid":"t","oid":"o","preferred_username":"ada@example.com","acct":"1"}""", false)]
    [InlineData(ProviderKind.Entra, """{"tid":"t","oid":"o","preferred_username":"ada@example.com","idp":"live.com"}""", false)]
    [InlineData(ProviderKind.Entra, """{"tid":"t","oid":"o","preferred_username":"ada_example.com#EXT#@contoso.onmicrosoft.com","email":"ada@example.com"}""", false)]
    [InlineData(ProviderKind.Entra, """{"tid":"t","oid":"o","email":"ada@example.com"}""", false)]
    public void An_address_counts_only_if_the_provider_vouches_for_it_now(ProviderKind kind, string claims, bool vouches) =>
        Assert.Equal(vouches, ProviderCheck.Of(kind, Rules, Claims($$"""{"iss":"i","sub":"s",{{claims[1..]}}""")).VouchesFor(Rules));

    [Fact]
    public void Other_tenants_and_other_Workspace_domains_stay_out()
    {
        var tenants = ProviderRules.Usual with { Tenants = [Tenant] };
        var hosted = ProviderRules.Usual with { HostedDomain = "example.com" };

        Assert.Null(ProviderCheck.Of(ProviderKind.Entra, tenants, Claims(Entra)).Refusal);
        Assert.Equal(SignInRefusal.OtherTenant, ProviderCheck.Of(ProviderKind.Entra, tenants, Claims(Entra.Replace("7c1f", "8c1f", StringComparison.Ordinal))).Refusal);
        Assert.Null(ProviderCheck.Of(ProviderKind.Google, hosted, Claims("""{"iss":"i","sub":"s","hd":"Example.com"}""")).Refusal);
        Assert.Equal(SignInRefusal.OtherDomain, ProviderCheck.Of(ProviderKind.Google, hosted, Claims("""{"iss":"i","sub":"s","hd":"example.org"}""")).Refusal);
        Assert.Equal(SignInRefusal.OtherDomain, ProviderCheck.Of(ProviderKind.Google, hosted, Claims("""{"iss":"i","sub":"s"}""")).Refusal);
    }

    private static ProviderClaims Claims(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new ProviderClaims(ProviderClaims.Of(document.RootElement));
    }
}
