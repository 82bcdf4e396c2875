using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Scimify.Portal.Features.Saml;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Sandbox;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Tests.Saml;

/// <summary>A login with a test configuration has the result of a real one, and changes nothing.</summary>
public sealed class SamlTestLoginTests : IAsyncLifetime
{
    private static readonly string Expired = SamlWorld.MakeCertificate("CN=old", TimeSpan.FromDays(-30), TimeSpan.FromDays(-1));

    private readonly HttpClient _http = new();
    private RunningSandbox? _running;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _running = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        _running.Sandbox.With(w => new SandboxSamlOperations(w).Update(SamlWorld.Good(), by: "2"));
    }

    public static TheoryData<string, string, string> Failures => new()
    {
        { $$"""{"idp_cert":"{{Expired}}"}""", "", "no valid certificate" },
        { $$"""{"idp_cert":"-----BEGIN CERTIFICATE-----\n{{Expired}}\n-----END CERTIFICATE-----"}""", "", "no valid certificate" },
        { "{}", "issuer=https://other.example.com", "The answer comes from the issuer “https://other.example.com”, but this configuration trusts “https://idp.example.com”." },
        { """{"idp_audience":"looker"}""", "audience=tableau", "this configuration accepts only “looker”." },
        { "{}", "clockAhead=90", "is not valid yet." },
        { "{}", $"certificate={Uri.EscapeDataString(SamlWorld.MakeCertificate("CN=next", TimeSpan.FromDays(-1), TimeSpan.FromDays(9)))}", "The signature could not be checked" },
        { """{"user_attribute_map_email":"mail"}""", "", "The e-mail address should come from the attribute “mail”, which the login does not have. It has email, firstName, lastName." },
        { """{"user_attribute_map_last_name":"sn"}""", "", "The last name should come from the attribute “sn”" },
        { """{"user_attributes_with_ids":[{"name":"dept","required":true,"user_attribute_ids":["6"]}]}""", "", "The attribute “dept” is required." },
        { """{"user_attributes_with_ids":[{"name":"dept","required":true,"user_attribute_ids":["6"]}]}""", "more=dept=", "The attribute “dept” is required." },
        { """{"set_roles_from_groups":true,"auth_requires_role":true,"groups_with_role_ids":[{"name":"Night","role_ids":["4"]}]}""", "groups=Day", "No mirrored group is among them." },
        { """{"set_roles_from_groups":true,"auth_requires_role":true,"groups_with_role_ids":[{"name":"Night","role_ids":[]}]}""", "groups=Night", "its groups give none. Mirrored: Night." },
        { "{}", "email=olga.operator@example.com", "is disabled." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_login_that_would_fail_says_why_and_changes_nothing(string change, string entered, string reason)
    {
        _running!.Sandbox.With(w => SandboxEdits.EditUser(w, w.Users.Values.Single(u => u.AnyEmail == "olga.operator@example.com"), new JsonObject { ["is_disabled"] = true }));
        var slug = Make(change);
        var before = State();
        var page = await PageAsync(slug, entered.StartsWith("email=", StringComparison.Ordinal) ? entered : $"email=ada.admin@example.com&{entered}");
        Assert.Contains("The login failed", page, StringComparison.Ordinal);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.DoesNotContain("The login succeeded", page, StringComparison.Ordinal);
        Assert.Equal(before, State());
    }

    public static TheoryData<string, string, string> Successes => new()
    {
        { "{}", "email=ada.admin@example.com", "Ada Admin would sign in as Looker user " },
        { """{"new_user_migration_types":"ldap"}""", "email=ada.admin@example.com", "A new account would be created for ada.admin@example.com." },
        { "{}", "email=new@example.com", "A new account would be created for new@example.com." },
        { """{"user_attribute_map_email":"mail"}""", "email=ada.admin@example.com&emailName=mail", "found by e-mail address." },
        {
            """{"set_roles_from_groups":true,"auth_requires_role":true,"groups_with_role_ids":[{"name":"Night","looker_group_name":"Crew","role_ids":["4"]}]}""",
            "email=new@example.com&groups=Day,Night", "The login would put them into these mirrored groups: Crew."
        },
        {
            """{"set_roles_from_groups":true,"groups_finder_type":"individual_attributes","groups_member_value":"yes","groups_with_role_ids":[{"name":"Night","role_ids":["4"]},{"name":"Day","role_ids":["4"]}]}""",
            "email=new@example.com&more=Night=yes%0ADay=no", "into these mirrored groups: Night."
        },
        { """{"user_attributes_with_ids":[{"name":"dept","required":true,"user_attribute_ids":["6"]}]}""", "email=new@example.com&more=dept=Navy", "User attribute department would be “Navy”." },
        { "{}", $"email=new@example.com&certificate={Uri.EscapeDataString(SamlWorld.Certificate)}", "A new account would be created" },
        { """{"allowed_clock_drift":120}""", "email=new@example.com&clockAhead=90", "A new account would be created" },
        { """{"enabled":false}""", "email=new@example.com", "A new account would be created" },
    };

    [Theory]
    [MemberData(nameof(Successes))]
    public async Task A_login_that_would_succeed_says_what_it_would_do_and_changes_nothing(string change, string entered, string fact)
    {
        var slug = Make(change);
        var before = State();
        var page = await PageAsync(slug, entered);
        Assert.Contains("The login succeeded", page, StringComparison.Ordinal);
        Assert.Contains(fact, page, StringComparison.Ordinal);
        Assert.Equal(before, State());
    }

    [Fact]
    public async Task The_live_configuration_and_one_that_is_gone_have_no_test_login()
    {
        foreach (var slug in new[] { SandboxSaml.Live, "gone" })
        {
            using var answer = await _http.GetAsync(new Uri(_running!.Url, SandboxTestLoginPage.PathOf(slug)), Ct);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    /// <summary>People's input comes back as text, and nothing on the page could run.</summary>
    [Fact]
    public async Task The_page_runs_no_script()
    {
        var slug = Make("{}");
        using var answer = await _http.GetAsync(new Uri(_running!.Url, $"{SandboxTestLoginPage.PathOf(slug)}?email=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&more=%3C/textarea%3E%3Cscript%3E"), Ct);
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public void The_address_is_known_of_the_emulated_Looker_and_where_a_setting_tells()
    {
        var none = Logins(null, SandboxOffer.None);
        Assert.Null(none.UrlOf("https://looker.example.com:19999", "a b"));
        Assert.Equal("https://looker.example.com/login/try/a%20b?x=1", Logins("/login/try/{slug}?x=1", SandboxOffer.None).UrlOf("https://looker.example.com:19999", "a b"));
        var offer = new SandboxOffer(new Uri("http://127.0.0.1:5081"), "", "", SandboxTestLoginPage.PathOf);
        Assert.Equal("http://127.0.0.1:5081/saml-test-login/abc", Logins("/other/{slug}", offer).UrlOf("http://127.0.0.1:5081", "abc"));
        Assert.Null(Logins(null, offer).UrlOf("https://looker.example.com", "abc"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _running!.DisposeAsync();
    }

    private static SamlTestLogins Logins(string? path, SandboxOffer offer)
    {
        var settings = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Scimify:Looker:SamlTestLoginPath"] = path }).Build());
        return new(settings, offer);
    }

    private string State() => _running!.Sandbox.With(SandboxControl.State).ToJsonString();

    /// <summary>Creates a test configuration: the live one with a change.</summary>
    private string Make(string change)
    {
        var members = SamlWorld.Good();
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(change)!)
        {
            members[name] = value?.DeepClone();
        }

        return _running!.Sandbox.With(w =>
        {
            var saml = new SandboxSaml { Id = "try", Members = new SandboxSamlRules(w).Merge(SandboxSamlRules.Defaults(), members) };
            w.Save(saml);
            return saml.Id;
        });
    }

    private async Task<string> PageAsync(string slug, string query) =>
        WebUtility.HtmlDecode(await _http.GetStringAsync(new Uri(_running!.Url, $"{SandboxTestLoginPage.PathOf(slug)}?{query}"), Ct));
}
