using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.AuditLog;
using Scimify.Portal.Features.Integrations;
using Scimify.Portal.Features.SignIn;
using Scimify.Portal.Features.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;
using Scimify.Portal.Shared.People;
using Scimify.Tests.Docs;

namespace Scimify.Tests.Features;

/// <summary>How the console words things.</summary>
public sealed class WordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 23, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(9, "just now")]
    [InlineData(59, "59 seconds ago")]
    [InlineData(60, "1 minute ago")]
    [InlineData(7_199, "1 hour ago")]
    [InlineData(172_800, "2 days ago")]
    [InlineData(-120, "in 2 minutes")]
    public void An_age_is_told_in_its_largest_whole_unit(int seconds, string words) =>
        Assert.Equal(words, Times.Ago(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.4, "under 1 ms")]
    [InlineData(12.6, "13 ms")]
    [InlineData(1_530, "1.5 s")]
    [InlineData(180_000, "3 minutes")]
    public void A_duration_has_the_unit_that_fits(double milliseconds, string words) => Assert.Equal(words, Times.Duration(milliseconds));

    [Theory]
    [InlineData("UTC", "22 Nov 2026, 23:30:00 UTC")]
    [InlineData("America/New_York", "22 Nov 2026, 18:30:00 (23:30:00 UTC)")]
    [InlineData("Europe/Berlin", "23 Nov 2026, 00:30:00 (22 Nov 2026, 23:30:00 UTC)")]
    public void A_full_time_is_local_and_UTC_with_the_date_once_where_it_is_the_same(string zone, string text) =>
        Assert.Equal(text, Times.LocalAndUtc(Now, TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("/scimify/audit-log?q=a", "audit-log?q=a")]
    [InlineData("/scimify/audit-log?q=ä\u2028", "audit-log?q=%C3%A4%E2%80%A8")]
    [InlineData("/scimify/../another-application", "")]
    [InlineData("/another-application", "")]
    [InlineData("//evil.example", "")]
    [InlineData("/\\evil.example", "")]
    [InlineData("https://evil.example", "")]
    [InlineData("javascript:alert(1)", "")]
    [InlineData("/a\r\nSet-Cookie: x", "")]
    public void After_signing_in_nobody_is_led_off_this_console(string? asked, string led) =>
        Assert.Equal("https://example.com/scimify/" + led, ReturnAddress.LocalOrStart(new Place("https://example.com/scimify/"), asked));

    private sealed class Place : Microsoft.AspNetCore.Components.NavigationManager
    {
        public Place(string root) => Initialize(root, root);
    }

    [Theory]
    [InlineData("mycompany", "mycompany", null)]
    [InlineData(" mycompany ", "mycompany", null)]
    [InlineData("looker.example.com", null, "https://looker.example.com")]
    [InlineData("https://looker.example.com:19999", null, "https://looker.example.com:19999")]
    [InlineData("http://127.0.0.1:5081", null, "http://127.0.0.1:5081")]
    public void A_bare_word_is_an_instance_name_and_everything_else_a_URL(string text, string? name, string? url)
    {
        Assert.Equal(name, LookerAddressText.InstanceName(text));
        Assert.Equal(url, LookerAddressText.BaseUrl(text));
    }

    [Theory]
    [InlineData("https://a.cloud.looker.com", "https://a.cloud.looker.com/admin/users/12/edit")]
    [InlineData("https://looker.example.com:19999", "https://looker.example.com/admin/users/12/edit")]
    [InlineData("https://looker.example.com:9999", "https://looker.example.com:9999/admin/users/12/edit")]
    public void Links_to_Looker_lead_to_its_pages_and_not_to_its_API_port(string baseUrl, string link) =>
        Assert.Equal(link, LookerLinks.User(baseUrl, "12"));

    [Fact]
    public void Every_action_of_the_audit_log_is_a_sentence() => Assert.Equal(
        ContractTests.AuditActions().Order(StringComparer.Ordinal), AuditWords.Verbs.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("token.revoke", "revoked the SCIM token Okta")]
    [InlineData("reconcile.start", "compared Okta with Looker")]
    [InlineData("something.new", "something: new Okta")]
    public void An_entry_of_the_audit_log_says_what_was_done(string action, string words) => Assert.Equal(
        words, AuditWords.Deed(new AuditEntry { ActorKind = "person", ActorName = "ada", Action = action, SubjectKind = "x", SubjectName = "Okta" }));

    [Theory]
    [InlineData("link", """{"manager":"Mona Manager"}""", "Mona Manager")]
    [InlineData("link", """{"manager":null}""", "manager")]
    [InlineData("link", null, "manager")]
    [InlineData("person", """{"manager":"Mona Manager"}""", "manager")]
    public void Whoever_decides_with_a_link_is_named_by_the_values_of_the_entry(string kind, string? after, string who) => Assert.Equal(
        who, AuditWords.Who(new AuditEntry { ActorKind = kind, ActorName = "manager", Action = "review.decideByLink", SubjectKind = "review", SubjectName = "Quarter", After = after }, PersonNames.None));

    [Theory]
    [InlineData("session.start", "ada", "signed in")]
    [InlineData("session.start", "bob", "signed in as bob")]
    [InlineData("password.change", "ada", "changed their own password")]
    [InlineData("password.reset", "ada", "reset the password of ada")]
    public void What_people_do_for_themselves_does_not_name_them_twice(string action, string subject, string words) => Assert.Equal(
        words, AuditWords.Deed(new AuditEntry { ActorKind = "person", ActorName = "ada", Action = action, SubjectKind = "person", SubjectName = subject }));

    [Theory]
    [InlineData("token.revoke", "Token: revoke")]
    [InlineData("personalAccessToken.create", "Personal access token: create")]
    [InlineData("started", "Started")]
    public void Dotted_verbs_become_words(string action, string words) => Assert.Equal(words, AuditWords.Action(action));

    [Theory]
    [InlineData(IntegrationHealth.CredentialsRejected, IntegrationMode.Paused, "Credentials rejected")]
    [InlineData(IntegrationHealth.Unreachable, IntegrationMode.Paused, "Paused")]
    [InlineData(IntegrationHealth.Unreachable, IntegrationMode.Live, "Unreachable")]
    [InlineData(IntegrationHealth.Ok, IntegrationMode.Live, "Healthy")]
    public void A_rejected_credential_outweighs_a_pause_and_a_pause_the_rest(IntegrationHealth health, IntegrationMode mode, string text) =>
        Assert.Equal(text, HealthLook.Of(health, mode).Text);

    [Theory]
    [InlineData(null, null, "Active")]
    [InlineData(15.0, null, "Active")]
    [InlineData(4.5, null, "Expires in 4 days")]
    [InlineData(-1.0, null, "Expired")]
    [InlineData(-1.0, -2.0, "Revoked")]
    public void A_token_warns_two_weeks_before_it_expires(double? expiresInDays, double? revokedInDays, string text)
    {
        DateTimeOffset? At(double? days) => days is { } d ? Now.AddDays(d) : null;
        var token = new ScimTokenView(
            Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), "Production", "Okta", Now, null, null, At(expiresInDays), null, null, null, null, null, At(revokedInDays), null);
        Assert.Equal(text, TokenLook.Of(token, Now).Text);
    }

    [Fact]
    public void Every_state_action_and_role_has_words()
    {
        Assert.All(Enum.GetValues<SyncState>(), state => Assert.NotEmpty(SyncLook.Of(state).Text));
        Assert.All(Enum.GetValues<ProvisioningAction>(), action => Assert.NotEmpty(ActionName.Of(action)));
        Assert.All(Enum.GetValues<PortalRole>(), role => Assert.NotEmpty(Roles.Name(role)));
    }

    [Fact]
    public void Every_value_of_a_policy_is_offered() => Assert.Equal(
        [PolicyRules.Adoption, PolicyRules.OnDelete, PolicyRules.EmailSource],
        new[] { SettingChoices.Adoption, SettingChoices.OnDelete, SettingChoices.EmailSource }.Select(choices => choices.Select(c => c.Key).ToArray()));
}
