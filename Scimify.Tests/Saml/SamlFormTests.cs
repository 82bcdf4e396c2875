using System.Text.Json.Nodes;
using Scimify.Core.Saml;
using Scimify.Portal.Features.Saml;

namespace Scimify.Tests.Saml;

/// <summary>The console's form: a field that nobody touched is no change, and input is sent in Looker's words.</summary>
public sealed class SamlFormTests
{
    private static readonly string Other = SamlWorld.MakeCertificate("CN=other", TimeSpan.FromDays(-1), TimeSpan.FromDays(700));

    private static readonly SamlSettings Start = Settings($$"""
        {"enabled":true,"idp_issuer":"https://idp.example.com","alternate_email_login_allowed":true,"allowed_clock_drift":60,
         "idp_cert_multi":{"signing":["{{SamlWorld.Certificate}}"]},"default_new_user_role_ids":["4","77"],"new_user_migration_types":"email,oidc",
         "groups_with_role_ids":[{"id":"9","name":"Engineers","looker_group_name":"Eng","role_ids":["3"]},{"id":"10","name":"Staff","role_ids":[4]}],
         "user_attributes_with_ids":[{"name":"dept","required":true,"user_attribute_ids":["6"]}]}
        """);

    [Fact]
    public void A_form_that_was_not_touched_changes_nothing()
    {
        Assert.Empty(Changes(_ => { }));
        Assert.Equal(0, new SamlForm(Start).Touched);
    }

    /// <summary>The page asks before it drops them, so it has to know of each.</summary>
    [Fact]
    public void Every_field_with_input_is_counted_and_told()
    {
        var told = 0;
        var form = new SamlForm(Start) { Changed = () => told++ };
        form.Set("idp_issuer", "https://new.example.com");
        form.Set("enabled", false);
        Assert.Equal(2, form.Touched);
        form.Groups[0].Name = "Everybody";
        form.Touch();
        form.Complain("default_new_user_role_ids", "“Nobody” was not chosen.");
        Assert.Equal((3, 4), (form.Touched, told));
        form.Set("enabled", true);
        form.Complain("default_new_user_role_ids", "“Nobody” was not chosen.");
        Assert.Equal((2, 5), (form.Touched, told));
    }

    /// <summary>From settings to the form and back: whatever Looker has comes out unchanged, to the last member.</summary>
    [Fact]
    public void What_the_form_would_send_is_what_it_was_made_from()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 500; i++)
        {
            var settings = SamlSettings.Read(SomeSettings(random));
            var form = new SamlForm(settings);
            Assert.Empty(form.Changes([], []));
            var sent = new JsonObject(SamlFields.Writable.Where(f => f.Kind != SamlKind.Word || settings[f.Name] is not null).Select(f => KeyValuePair.Create(f.Name, form.Value(f, []))));
            Assert.Equal(settings.Fingerprint, settings.With(sent).Fingerprint);
            foreach (var name in new[] { SamlFields.GroupsWithRoleIds, SamlFields.UserAttributesWithIds }.Where(n => settings[n] is not null))
            {
                Assert.Equal(settings[name]!.ToJsonString(), sent[name]!.ToJsonString());
            }
        }
    }

    public static TheoryData<string, string, string> Entries => new()
    {
        { "idp_issuer", " https://other.example.com ", "\"https://other.example.com\"" },
        { "idp_issuer", "", "null" },
        { "allowed_clock_drift", "90", "90" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void What_was_entered_is_sent(string name, string text, string expected) =>
        Assert.Equal($$"""{"{{name}}":{{expected}}}""", Changes(form => form.Set(name, text)).ToJsonString());

    [Fact]
    public void What_was_picked_is_sent_by_id_beside_what_is_not_known_any_more() =>
        Assert.Equal("""{"default_new_user_role_ids":["4","77","3"]}""", Changes(form => form.Set("default_new_user_role_ids", [.. form.Picked("default_new_user_role_ids"), "3"])).ToJsonString());

    [Fact]
    public void A_word_that_only_this_Looker_has_is_offered_and_kept()
    {
        var field = SamlFields.Find(SamlFields.NewUserMigrationTypes)!;
        Assert.Equal(["email", "ldap", "google", "oidc"], new SamlForm(Start).WordsOf(field));
        var changes = Changes(form => form.Pick(field.Name, "ldap", true));
        Assert.Equal("""{"new_user_migration_types":"email,oidc,ldap"}""", changes.ToJsonString());
        SamlChangeRules.Check(changes, Start);
        Assert.Throws<Core.Requests.ValidationFailedException>(() => SamlChangeRules.Check(changes, SamlSettings.Read(new JsonObject())));
        Assert.Equal("""{"new_user_migration_types":null}""", Changes(form => form.Set(field.Name, (IReadOnlyList<string>)[])).ToJsonString());
        Assert.Empty(Changes(form =>
        {
            form.Pick(field.Name, "ldap", true);
            form.Pick(field.Name, "ldap", false);
        }));
    }

    [Fact]
    public void What_the_form_does_not_show_of_a_mapping_stays_with_it()
    {
        Assert.Equal(
            """[{"id":"9","name":"Engineers","looker_group_name":"Eng","role_ids":["3","4"]},{"id":"10","name":"Everybody","role_ids":[4]}]""",
            Groups(form => (form.Groups[0].Roles, form.Groups[1].Name) = (["3", "4"], " Everybody ")));
        Assert.Equal("""[{"id":"10","name":"Staff","role_ids":[4]}]""", Groups(form => form.Remove(form.Groups[0])));
    }

    [Fact]
    public void The_name_in_Looker_follows_the_SAML_name_where_none_is_given()
    {
        Assert.Contains("""{"id":"9","name":"Engineers","looker_group_name":"Engineers","role_ids":["3"]}""", Groups(form => form.Groups[0].LookerName = ""), StringComparison.Ordinal);
        Assert.Contains("""{"name":"Night","role_ids":["4"]}""", Groups(form =>
        {
            form.AddGroup();
            (form.Groups[2].Name, form.Groups[2].Roles) = ("Night", ["4"]);
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_was_removed_and_entered_again_is_still_the_same_one_in_Looker() =>
        Assert.Equal("""[{"id":"10","name":"Staff","role_ids":[4]},{"id":"9","name":"engineers","looker_group_name":"Crew","role_ids":["4"]}]""", Groups(form =>
        {
            form.Remove(form.Groups[0]);
            form.AddGroup();
            (form.Groups[1].Name, form.Groups[1].LookerName, form.Groups[1].Roles) = ("engineers", "Crew", ["4"]);
        }));

    [Fact]
    public void A_row_in_which_nothing_was_entered_is_no_change() => Assert.Empty(Changes(form =>
    {
        form.AddGroup();
        form.AddAttribute();
        form.AddCertificate();
    }));

    [Fact]
    public void Attributes_are_mapped_row_by_row() => Assert.Equal(
        """{"user_attributes_with_ids":[{"name":"dept","required":false,"user_attribute_ids":["6"]},{"name":"region","required":true,"user_attribute_ids":["7","8"]}]}""",
        Changes(form =>
        {
            form.Attributes[0].Required = false;
            form.AddAttribute();
            (form.Attributes[1].Name, form.Attributes[1].Required, form.Attributes[1].Attributes) = ("region", true, ["7", "8"]);
        }).ToJsonString());

    [Fact]
    public void Certificates_that_were_pasted_together_get_a_row_each()
    {
        var form = new SamlForm(Start);
        form.AddCertificate();
        form.Set(form.Certificates[1], Pem(SamlWorld.Certificate) + "\n" + Pem(Other));
        Assert.Equal(3, form.Certificates.Count);
        form.Remove(form.Certificates[0]);
        Assert.Equal(new JsonArray(SamlWorld.Certificate, Other).ToJsonString(), form.Changes([], [])["idp_cert_multi"]!["signing"]!.ToJsonString());
        Assert.Equal("CN=other", form.Certificates[1].Certificate!.Subject);
    }

    [Fact]
    public void What_the_draft_changed_before_stays() =>
        Assert.Equal("""{"idp_audience":"a","enabled":false}""", Changes(form => form.Set("enabled", false), new JsonObject { ["idp_audience"] = "a" }).ToJsonString());

    [Fact]
    public void What_cannot_be_taken_is_said_of_its_field_or_row()
    {
        var form = new SamlForm(Start);
        form.Set("allowed_clock_drift", "soon");
        form.AddGroup();
        form.Groups[2].Name = "STAFF";
        form.AddAttribute();
        form.Attributes[1].Attributes = ["6"];
        form.AddCertificate();
        form.Set(form.Certificates[1], "no certificate");
        form.Complain("default_new_user_role_ids", "“Nobody” was not chosen.");
        var errors = new Dictionary<string, string>();
        form.Changes([], errors);
        Assert.Equal(
            [
                ("allowed_clock_drift", "must be a whole number."),
                ("default_new_user_role_ids", "“Nobody” was not chosen."),
                (SamlForm.Place("groups_with_role_ids", form.Groups[2].Key, "name"), "must be given once; “STAFF” appears twice."),
                (SamlForm.Place("idp_cert_multi", form.Certificates[1].Key, "text"), "must be a certificate in Base64, with or without the lines BEGIN and END."),
                (SamlForm.Place("user_attributes_with_ids", form.Attributes[1].Key, "name"), "must be the name that the identity provider sends."),
            ],
            errors.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => (e.Key, e.Value)));
    }

    private static JsonObject Changes(Action<SamlForm> enter, JsonObject? before = null)
    {
        var errors = new Dictionary<string, string>();
        var form = new SamlForm(Start);
        enter(form);
        var changes = form.Changes(before ?? [], errors);
        Assert.Empty(errors);
        return changes;
    }

    private static string Groups(Action<SamlForm> enter) => Assert.Single(Changes(enter)).Value!.ToJsonString();

    private static SamlSettings Settings(string json) => SamlSettings.Read((JsonObject)JsonNode.Parse(json)!);

    private static string Pem(string certificate) => $"-----BEGIN CERTIFICATE-----\n{certificate[..64]}\n{certificate[64..]}\n-----END CERTIFICATE-----";

    /// <summary>Members that are there or not, null or not, IDs as texts and as numbers, and names that nobody would choose.</summary>
    private static JsonObject SomeSettings(Random random)
    {
        var settings = new JsonObject();
        foreach (var field in SamlFields.Writable.Where(_ => random.Next(4) > 0))
        {
            settings[field.Name] = random.Next(8) == 0 && field.Kind != SamlKind.Flag ? null : field.Kind switch
            {
                SamlKind.Flag => random.Next(2) == 0,
                SamlKind.WholeNumber => random.Next(100),
                SamlKind.Word => Word(random),
                SamlKind.Words => string.Join(random.Next(2) == 0 ? "," : ", ", Some(random, 3, Word)),
                SamlKind.Certificate => random.Next(2) == 0 ? SamlWorld.Certificate : Pem(Other),
                SamlKind.Certificates => new JsonObject { ["signing"] = new JsonArray([.. Some(random, 3, r => r.Next(2) == 0 ? SamlWorld.Certificate : Pem(Other)).Select(c => (JsonNode)c)]) },
                SamlKind.RoleIds or SamlKind.GroupIds => Ids(random),
                SamlKind.GroupMappings => Mappings(random, "role_ids", ["id", "looker_group_name"]),
                SamlKind.AttributeMappings => Mappings(random, "user_attribute_ids", ["required"]),
                _ => Word(random),
            };
        }

        return settings;
    }

    private static JsonArray Mappings(Random random, string ids, string[] members) => [.. Some(random, 4, r =>
    {
        var mapping = new JsonObject { ["name"] = $"{Word(r)} {r.Next(1000)}" };
        foreach (var member in members.Where(_ => r.Next(3) > 0))
        {
            mapping[member] = member == "required" ? r.Next(2) == 0 : r.Next(5) == 0 ? null : Word(r);
        }

        mapping[ids] = Ids(r);
        return (JsonNode)mapping;
    })];

    private static JsonArray Ids(Random random) => [.. Some(random, 4, r => r.Next(2) == 0 ? (JsonNode)r.Next(100) : r.Next(100).ToString())];

    private static string Word(Random random) => new[] { "email", "Größe", "a => b", "x, y", "!", "#7", "“q”", "email " }[random.Next(8)];

    private static IEnumerable<T> Some<T>(Random random, int most, Func<Random, T> one) => Enumerable.Range(0, random.Next(most)).Select(_ => one(random)).ToList();
}
