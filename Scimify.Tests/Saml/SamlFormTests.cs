using System.Text.Json.Nodes;
using Scimify.Core.Saml;
using Scimify.Portal.Features.Saml;

namespace Scimify.Tests.Saml;

/// <summary>The form of the console: what was not touched is no change, and what was entered by name is sent by id.</summary>
public sealed class SamlFormTests
{
    private static readonly SamlNames Names = new(
        new Dictionary<string, string> { ["3"] = "Developer", ["4"] = "User" },
        new Dictionary<string, string> { ["2"] = "Analysts" },
        new Dictionary<string, string> { ["6"] = "department" });

    private static readonly SamlSettings Start = SamlSettings.Of((JsonObject)JsonNode.Parse("""
        {"enabled":true,"idp_issuer":"https://idp.example.com","alternate_email_login_allowed":true,"allowed_clock_drift":60,
         "idp_cert_multi":{"signing":["AAAA","BBBB"]},"default_new_user_role_ids":["4","77"],
         "groups_with_role_ids":[{"id":"9","name":"Engineers","looker_group_name":"Eng","role_ids":["3"]}],
         "user_attributes_with_ids":[{"name":"dept","required":true,"user_attribute_ids":["6"]}]}
        """)!);

    [Fact]
    public void A_form_that_was_not_touched_changes_nothing() => Assert.Empty(Changes(_ => { }));

    public static TheoryData<string, string, string> Entries => new()
    {
        { "idp_issuer", " https://other.example.com ", "\"https://other.example.com\"" },
        { "idp_issuer", "", "null" },
        { "allowed_clock_drift", "90", "90" },
        { "default_new_user_role_ids", "developer, #77", """["3","77"]""" },
        { "default_new_user_group_ids", "Analysts", """["2"]""" },
        { "idp_cert_multi", "-----BEGIN CERTIFICATE-----\nCC\nCC\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nDDDD\n-----END CERTIFICATE-----", """{"signing":["CCCC","DDDD"]}""" },
        { "groups_with_role_ids", "Engineers => User", """[{"id":"9","name":"Engineers","looker_group_name":"Eng","role_ids":["4"]}]""" },
        { "groups_with_role_ids", "Staff", """[{"name":"Staff","role_ids":[]}]""" },
        { "user_attributes_with_ids", "dept => department", """[{"name":"dept","required":false,"user_attribute_ids":["6"]}]""" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void What_was_entered_is_sent_in_Lookers_words(string name, string text, string expected) =>
        Assert.Equal($$"""{"{{name}}":{{expected}}}""", Changes(form => form.Set(name, text)).ToJsonString());

    [Fact]
    public void What_the_draft_changed_before_stays() =>
        Assert.Equal("""{"idp_audience":"a","enabled":false}""", Changes(form => form.Set("enabled", false), new JsonObject { ["idp_audience"] = "a" }).ToJsonString());

    [Theory]
    [InlineData("allowed_clock_drift", "soon", "Must be a whole number.")]
    [InlineData("default_new_user_role_ids", "Nobody", "Looker has nothing called “Nobody”.")]
    [InlineData("groups_with_role_ids", "=> User", "“=> User” names nothing before =>.")]
    public void What_cannot_be_read_is_said_of_its_field(string name, string text, string message)
    {
        var errors = new Dictionary<string, string>();
        var form = new SamlForm(Start, Names);
        form.Set(name, text);
        form.Changes([], errors);
        Assert.Equal(message, errors[name]);
    }

    private static JsonObject Changes(Action<SamlForm> enter, JsonObject? before = null)
    {
        var errors = new Dictionary<string, string>();
        var form = new SamlForm(Start, Names);
        enter(form);
        var changes = form.Changes(before ?? [], errors);
        Assert.Empty(errors);
        return changes;
    }
}
