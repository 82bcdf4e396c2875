using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.Scim;

public sealed class ResourceReaderTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Theory]
    [InlineData("8.1-minimal-user", "id meta")]
    [InlineData("8.2-full-user", "id meta groups password")]
    [InlineData("8.3-enterprise-user", "id meta groups password")]
    public void The_examples_of_RFC_7643_are_kept_but_for_what_the_server_sets(string name, string leftOut)
    {
        var body = Json.Fixture($"rfc7643/{name}.json");
        var expected = leftOut.Split(' ').Aggregate(body, (kept, attribute) => kept.Without(attribute));
        if (expected.GetObject(Enterprise) is { } extension)
        {
            expected = expected.With(Enterprise, extension.With("manager", extension.GetObject("manager")!.Without("displayName")));
        }

        Assert.Equal(expected, ResourceReader.ReadForCreate(body, ScimResourceTypes.User, Dialect.Strict, new ToleranceLog()));
        Assert.Equal(expected, ResourceReader.ReadForCreate(body, ScimResourceTypes.User, Dialect.Tolerant, new ToleranceLog()));
    }

    [Fact]
    public void The_group_example_of_RFC_7643_gives_its_members_apart()
    {
        var group = GroupBody.ReadForCreate(
            Json.Fixture("rfc7643/8.4-group.json"), ScimResourceTypes.Group, Dialect.Strict, new ToleranceLog());

        Assert.Equal(Json.Object("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Tour Guides"}"""), group.Attributes);
        Assert.Equal(
            [new MemberReference("2819c223-7f76-453a-919d-413861904646"), new MemberReference("902c246b-6245-4190-8e05-00816be7344a")],
            group.Members);
    }

    [Theory]
    [InlineData("""{"displayName":"Sales"}""", null)]
    [InlineData("""{"displayName":"Sales","members":null}""", 0)]
    [InlineData("""{"displayName":"Sales","members":[]}""", 0)]
    [InlineData("""{"displayName":"Sales","Members":[{"value":"u1"},{"value":"U1"},{"value":"u2"}]}""", 2)]
    public void Members_not_sent_are_not_an_empty_list(string body, int? count) => Assert.Equal(
        count,
        GroupBody.ReadForCreate(Json.Object(body), ScimResourceTypes.Group, Dialect.Tolerant, new ToleranceLog()).Members?.Count);

    [Theory]
    [InlineData("""{"USERNAME":"b","Name":{"FAMILYNAME":"Jensen"}}""", """{"userName":"b","name":{"familyName":"Jensen"}}""")]
    [InlineData("""{"userName":"b","active":"TRUE","emails":[],"roles":null,"name":{},"title":null}""", """{"userName":"b","active":true}""")]
    [InlineData("""{"userName":"b","emails":[null,{},{"value":null},{"value":"a@x.org"},{"value":"a@x.org"}]}""", """{"userName":"b","emails":[{"value":"a@x.org"}]}""")]
    [InlineData("""{"userName":"b","id":"x","groups":[],"meta":{"resourceType":"User"}}""", """{"userName":"b"}""")]
    [InlineData("""{"userName":"b","phoneNumbers":[{"value":"+1 (555) 0100","type":"WORK"}]}""", """{"userName":"b","phoneNumbers":[{"value":"+1 (555) 0100","type":"WORK"}]}""")]
    [InlineData("""{"userName":"b","name.familyName":"Jensen","name":{"givenName":"B"}}""", """{"userName":"b","name":{"familyName":"Jensen","givenName":"B"}}""")]
    [InlineData("""{"userName":"b","urn:ietf:params:scim:schemas:core:2.0:User":{"title":"Guide"}}""", """{"userName":"b","title":"Guide"}""")]
    [InlineData("""{"userName":" b\t","emails":[{"value":"a@x.org "},{"value":"\u00a0a@x.org"}]}""", """{"userName":"b","emails":[{"value":"a@x.org"}]}""")]
    [InlineData("""{"userName":"b","ims":[{"value":"{\"id\":\"1\"}","type":"WindowsAzureActiveDirectoryRole","primary":"True"}]}""", """{"userName":"b","ims":[{"value":"{\"id\":\"1\"}","type":"WindowsAzureActiveDirectoryRole","primary":true}]}""")]
    public void A_body_is_brought_to_the_form_that_is_kept(string body, string kept) => Assert.Equal(
        Json.Object(kept),
        ResourceReader.ReadForCreate(Json.Object(body), ScimResourceTypes.User, Dialect.Tolerant, new ToleranceLog()).Without("schemas"));

    [Theory]
    [InlineData("""{}""", "invalidValue")]
    [InlineData("""{"userName":null}""", "invalidValue")]
    [InlineData("""{"userName":"  "}""", "invalidValue")]
    [InlineData("""{"userName":true}""", "invalidValue")]
    [InlineData("""{"userName":{"value":"b"}}""", "invalidValue")]
    [InlineData("""{"userName":["a","b"]}""", "invalidValue")]
    [InlineData("""{"userName":"b","active":"perhaps"}""", "invalidValue")]
    [InlineData("""{"userName":"b","active":2}""", "invalidValue")]
    [InlineData("""{"userName":"b","active":1.0}""", "invalidValue")]
    [InlineData("""{"userName":"b","active":"01"}""", "invalidValue")]
    [InlineData("""{"userName":"b","name":"Barbara"}""", "invalidValue")]
    [InlineData("""{"userName":"b","emails":[true]}""", "invalidValue")]
    [InlineData("""{"userName":"b","profileUrl":7}""", "invalidValue")]
    [InlineData("""{"userName":"b","emails":[{"value":"a","primary":"x"}]}""", "invalidValue")]
    [InlineData("""{"userName":"b","emails":[["a"]]}""", "invalidValue")]
    [InlineData("""{"userName":"b","password":true}""", "invalidValue")]
    [InlineData("""{"userName":"b","schemas":"urn:x:y","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":"x"}""", "invalidValue")]
    [InlineData("""{"userName":"b","schemas":[7]}""", "invalidValue")]
    public void A_value_that_does_not_fit_is_refused(string body, string scimType) => Assert.Equal(
        scimType,
        Assert.Throws<ScimException>(() => ResourceReader.ReadForCreate(
            Json.Object(body), ScimResourceTypes.User, Dialect.Tolerant, new ToleranceLog())).ScimType);

    [Theory]
    [InlineData("""{"userName":701984}""", """{"userName":"701984"}""", "userName")]
    [InlineData("""{"userName":"b","externalId":12345678901234567890}""", """{"userName":"b","externalId":"12345678901234567890"}""", "externalId")]
    [InlineData("""{"userName":"b","title":-1.50}""", """{"userName":"b","title":"-1.50"}""", "title")]
    [InlineData("""{"userName":"b","name":{"honorificSuffix":3}}""", """{"userName":"b","name":{"honorificSuffix":"3"}}""", "name.honorificSuffix")]
    [InlineData("""{"userName":"b","phoneNumbers":[{"value":15550100,"type":"work"}]}""", """{"userName":"b","phoneNumbers":[{"value":"15550100","type":"work"}]}""", "phoneNumbers.value")]
    [InlineData("""{"userName":"b","addresses":[{"postalCode":90210}]}""", """{"userName":"b","addresses":[{"postalCode":"90210"}]}""", "addresses.postalCode")]
    [InlineData("""{"userName":"b","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":701984}}""", """{"userName":"b","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"701984"}}""", "employeeNumber")]
    [InlineData("""{"userName":"b","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":26118915}}}""", """{"userName":"b","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"26118915"}}}""", "manager.value")]
    [InlineData("""{"userName":"b","active":1}""", """{"userName":"b","active":true}""", "active")]
    [InlineData("""{"userName":"b","active":0}""", """{"userName":"b","active":false}""", "active")]
    [InlineData("""{"userName":"b","active":"1"}""", """{"userName":"b","active":true}""", "active")]
    [InlineData("""{"userName":"b","active":"0"}""", """{"userName":"b","active":false}""", "active")]
    [InlineData("""{"userName":"b","ims":[{"value":"x","primary":1}]}""", """{"userName":"b","ims":[{"value":"x","primary":true}]}""", "ims.primary")]
    public void A_number_stands_for_text_and_1_for_true_unless_the_server_is_strict(string body, string kept, string attribute)
    {
        var log = new ToleranceLog();

        Assert.Equal(Json.Object(kept), ResourceReader.ReadForCreate(Json.Object(body), ScimResourceTypes.User, Dialect.Tolerant, log).Without("schemas"));
        Assert.Contains(log.Entries, entry => entry.Code is "number-for-text" or "digit-boolean" && entry.Message.StartsWith($"accepted: \"{attribute}\"", StringComparison.Ordinal));

        var strict = Json.Object("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]}""");
        var refused = Assert.Throws<ScimException>(() => ResourceReader.ReadForCreate(
            Json.Object(body).Aggregate(strict, (built, member) => built.With(member.Key, member.Value)), ScimResourceTypes.User, Dialect.Strict, new ToleranceLog()));
        Assert.Equal((400, "invalidValue"), (refused.Status, refused.ScimType));
        Assert.StartsWith($"\"{attribute}\" must be ", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replacement_clears_what_it_leaves_out_but_not_active_nor_what_the_client_cannot_see()
    {
        var type = ScimResourceTypes.UserWith(new ScimSchema(SchemaUrns.LookerUser, "LookerUser", "",
            [new("region") { Returned = Returned.Request }, new("badge") { Mutability = Mutability.Immutable }]));
        var current = Json.Object($$$"""
            {"schemas":[],"id":"u1","userName":"b","title":"Guide","active":false,
             "{{{SchemaUrns.LookerUser}}}":{"region":"EMEA","badge":"7"},"{{{Enterprise}}}":{"costCenter":"1"},"meta":{}}
            """);
        var log = new ToleranceLog();

        var read = ResourceReader.ReadForReplace(Json.Object("""{"userName":"b2"}"""), current, type, Dialect.Tolerant, log);

        Assert.Equal(
            Json.Object($$$"""{"userName":"b2","active":false,"{{{SchemaUrns.LookerUser}}}":{"region":"EMEA","badge":"7"}}"""),
            read.Without("schemas"));
        Assert.Contains(log.Entries, entry => entry.Code == "active-kept");
        Assert.Equal("mutability", Assert.Throws<ScimException>(() => ResourceReader.ReadForReplace(
            Json.Object($$$"""{"userName":"b","{{{SchemaUrns.LookerUser}}}":{"badge":"8"}}"""), current, type, Dialect.Tolerant, log)).ScimType);
    }

    [Fact]
    public void What_a_client_reads_it_can_write_back()
    {
        var created = ResourceReader.ReadForCreate(
            Json.Fixture("rfc7643/8.3-enterprise-user.json"), ScimResourceTypes.User, Dialect.Strict, new ToleranceLog());

        var replaced = ResourceReader.ReadForReplace(
            Json.Fixture("rfc7643/8.3-enterprise-user.json"), created, ScimResourceTypes.User, Dialect.Strict, new ToleranceLog());

        Assert.Equal(created, replaced);
    }

    [Fact]
    public void Notes_name_attributes_and_no_values()
    {
        var log = new ToleranceLog();
        ResourceReader.ReadForCreate(
            Json.Object("""{"userName":"secret","password":"secret","shoe":"secret","id":"secret","manager":"secret"}"""),
            ScimResourceTypes.User,
            Dialect.Tolerant,
            log);

        Assert.True(log.Entries.Count >= 5);
        Assert.All(log.Entries, entry => Assert.DoesNotContain("secret", entry.Message, StringComparison.Ordinal));
    }
}
