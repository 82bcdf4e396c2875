using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Looker;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Saml;

/// <summary>What Scimify knows about the fields, and when two states are the same.</summary>
public sealed class SamlRuleTests
{
    [Fact]
    public void Every_member_of_Lookers_document_is_known_with_its_mutability()
    {
        var file = Environment.GetEnvironmentVariable("LOOKER_OPENAPI") is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "..", "shared", "looker", "Looker.4.0.oas.json");
        if (!File.Exists(file))
        {
            Assert.Skip("Not compared with Looker's OpenAPI document: it is not at hand. Name it in LOOKER_OPENAPI.");
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var official = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("SamlConfig").GetProperty("properties").EnumerateObject()
            .Select(p => (p.Name, ReadOnly: p.Value.TryGetProperty("readOnly", out var value) && value.GetBoolean()));
        Assert.Equal(official.Order(), SamlFields.All.Select(f => (f.Name, f.IsReadOnly)).Order());
    }

    [Fact]
    public void What_can_be_written_is_what_the_client_may_send() =>
        Assert.Equal(LookerOperations.UpdateSamlConfig.WritableFields.Order(), SamlFields.Writable.Select(f => f.Name).Order());

    [Fact]
    public void Twins_name_each_other()
    {
        Assert.All(SamlFields.All.Where(f => f.ShownBy is not null), f => Assert.Equal(f.Name, SamlFields.Find(f.ShownBy!)?.WrittenBy));
        Assert.All(SamlFields.All, f => Assert.True(f.Meaning.Length > 10 && f.Label.Length > 2, f.Name));
    }

    [Theory]
    [InlineData("new_user_migration_types", "\"email,google\"", "\"google, email\"")]
    [InlineData("idp_audience", "null", "\"\"")]
    [InlineData("allow_direct_roles", "null", "true")]
    [InlineData("enabled", "null", "false")]
    [InlineData("allowed_clock_drift", "null", "0")]
    [InlineData("default_new_user_role_ids", "[\"4\",\"5\"]", "[5,4]")]
    [InlineData("default_new_user_role_ids", "null", "[]")]
    [InlineData("idp_cert", "\"AAAA\"", "\"-----BEGIN CERTIFICATE-----\\nAA\\nAA\\n-----END CERTIFICATE-----\"")]
    [InlineData("idp_cert_multi", "{\"signing\":[\"AA\",\"BB\"]}", "{\"signing\":[\"BB\",\"AA\"]}")]
    [InlineData("groups_with_role_ids", "[{\"id\":\"1\",\"name\":\"a\",\"looker_group_name\":\"a\",\"role_ids\":[\"1\"]}]", "[{\"name\":\"a\",\"role_ids\":[1]}]")]
    [InlineData("future_member", "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}")]
    public void Spellings_that_mean_the_same_are_no_change(string name, string one, string other)
    {
        var (a, b) = (With(name, one), With(name, other));
        Assert.Empty(SamlFieldChange.Between(a, b));
        Assert.Equal(a.Fingerprint, b.Fingerprint);
    }

    [Theory]
    [InlineData("enabled", "true", "false")]
    [InlineData("alternate_email_login_allowed", "null", "false")]
    [InlineData("idp_issuer", "\"a\"", "\"A\"")]
    [InlineData("new_user_migration_types", "\"email\"", "null")]
    [InlineData("groups_with_role_ids", "[{\"name\":\"a\",\"role_ids\":[\"1\"]}]", "[{\"name\":\"a\",\"role_ids\":[\"2\"]}]")]
    [InlineData("user_attributes_with_ids", "[{\"name\":\"a\",\"required\":true,\"user_attribute_ids\":[\"1\"]}]", "[{\"name\":\"a\",\"user_attribute_ids\":[\"1\"]}]")]
    [InlineData("future_member", "1", "2")]
    public void A_change_is_seen(string name, string one, string other)
    {
        var (a, b) = (With(name, one), With(name, other));
        Assert.Equal(name, Assert.Single(SamlFieldChange.Between(a, b)).Name);
        Assert.NotEqual(a.Fingerprint, b.Fingerprint);
    }

    /// <summary>Members that are read under another name come back under the name that is written.</summary>
    [Fact]
    public void A_state_that_is_written_back_is_the_same_state()
    {
        using var sandbox = new LookerSandbox(new SandboxOptions());
        var shown = sandbox.With(w => new SandboxSamlOperations(w).Update(Full(), by: "2"));
        var full = SamlSettings.Read(shown);
        Assert.Equal(["4"], full.Ids(SamlFields.DefaultNewUserRoleIds));
        Assert.Equal("Engineers", full.Objects(SamlFields.GroupsWithRoleIds)[0]["name"]!.ToString());

        var empty = SamlSettings.Read(new JsonObject());
        var other = sandbox.With(w => new SandboxSamlOperations(w).Update(full.ChangesTo(empty), by: "2"));
        Assert.Equal(empty.Fingerprint, SamlSettings.Read(other).Fingerprint);
        var again = sandbox.With(w => new SandboxSamlOperations(w).Update(SamlSettings.Read(other).ChangesTo(full), by: "2"));
        Assert.Equal(full.Fingerprint, SamlSettings.Read(again).Fingerprint);
        Assert.Equal(full.Fingerprint, SamlSettings.Parse(full.Store()).Fingerprint);
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "enabled", "\"yes\"", "enabled must be true or false." },
        { "enabled", "null", "enabled must be true or false." },
        { "idp_url", "\"idp\"", "idp_url must be an absolute http or https address." },
        { "idp_url", "7", "idp_url must be a string." },
        { "idp_cert", "\"no certificate\"", "idp_cert must be an X.509 certificate in Base64 or PEM." },
        { "idp_cert_multi", "[]", "idp_cert_multi must be an object with the list \"signing\"." },
        { "idp_cert_multi", "{\"signing\":[\"x\"]}", "idp_cert_multi must hold X.509 certificates in Base64 or PEM in \"signing\"." },
        { "allowed_clock_drift", "-1", "allowed_clock_drift must be a whole number from 0 to 86400." },
        { "allowed_clock_drift", "1.5", "allowed_clock_drift must be a whole number from 0 to 86400." },
        { "groups_finder_type", "\"both\"", "groups_finder_type must be one of grouped_attribute_values, individual_attributes." },
        { "new_user_migration_types", "\"email,saml\"", "new_user_migration_types must be a comma-separated list of email, ldap, google." },
        { "default_new_user_role_ids", "\"4\"", "default_new_user_role_ids must be a list of ids." },
        { "groups_with_role_ids", "[{\"role_ids\":[\"4\"]}]", "groups_with_role_ids must have a name in each entry." },
        { "groups_with_role_ids", "[{\"name\":\"a\"},{\"name\":\"A\"}]", "groups_with_role_ids must have each name once; A stands in it twice." },
        { "groups_with_role_ids", "[{\"name\":\"a\",\"roles\":[]}]", "groups_with_role_ids must be a list of objects with id, name, looker_group_name, role_ids, and no roles." },
        { "user_attributes_with_ids", "[{\"name\":\"a\",\"user_attribute_ids\":[null]}]", "user_attributes_with_ids must have a list of ids as user_attribute_ids of a." },
        { "default_new_user_roles", "[]", "default_new_user_roles is read-only; it is changed by default_new_user_role_ids." },
        { "modified_at", "\"now\"", "modified_at is read-only." },
        { "idp_certificate", "\"x\"", "idp_certificate is unknown: Looker's SAML configuration has no such member that Scimify knows." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_said_of_its_member(string name, string value, string message)
    {
        var refused = Assert.Throws<Core.Requests.ValidationFailedException>(() => SamlChangeRules.Check(new JsonObject { [name] = JsonNode.Parse(value) }, SamlSettings.Read(new JsonObject())));
        Assert.Equal(message, Assert.Single(refused.Fields[name]));
    }

    [Fact]
    public void The_change_that_all_fields_are_written_with_is_accepted() => SamlChangeRules.Check(Full(), SamlSettings.Read(new JsonObject()));

    private static SamlSettings With(string name, string value) => SamlSettings.Read(new JsonObject { [name] = JsonNode.Parse(value) });

    private static JsonObject Full()
    {
        var full = SamlWorld.Good();
        full["idp_audience"] = "looker";
        full["multi_certs_supported"] = true;
        full["idp_cert_multi"] = new JsonObject { ["signing"] = new JsonArray(SamlWorld.Certificate) };
        full["alternate_email_login_allowed"] = true;
        full["default_new_user_role_ids"] = new JsonArray("4");
        full["default_new_user_group_ids"] = new JsonArray("2");
        full["set_roles_from_groups"] = true;
        full["groups_finder_type"] = "grouped_attribute_values";
        full["groups_with_role_ids"] = new JsonArray(new JsonObject { ["name"] = "Engineers", ["role_ids"] = new JsonArray("3") });
        full["user_attributes_with_ids"] = new JsonArray(new JsonObject { ["name"] = "dept", ["required"] = true, ["user_attribute_ids"] = new JsonArray("6") });
        return full;
    }
}
