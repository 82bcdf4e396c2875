using System.Buffers;
using System.Text;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

public sealed class MessageTests
{
    private const string Base = "https://scim.example.com/scim/v2";

    [Fact]
    public void An_error_has_four_members_and_its_status_is_text() => Assert.Equal(
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"noTarget","detail":"Nothing there. [TARGET_MISSING]"}""",
        ScimJson.ToText(ErrorMessage.Of(ScimException.NoTarget("Nothing there."))));

    [Fact]
    public void An_error_without_scimType_has_three() => Assert.Equal(
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"Gone. [NOT_FOUND]"}""",
        ScimJson.ToText(ErrorMessage.Of(ScimException.NotFound("Gone."))));

    [Fact]
    public void A_list_of_stored_resources_is_written_as_they_are()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = ScimJson.CreateWriter(buffer))
        {
            ListMessage.Write(writer, new ListPaging(7, 2, 3), ["{\"id\":\"1\"}"u8.ToArray(), "{\"id\":\"2\"}"u8.ToArray()]);
        }

        Assert.Equal(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":7,"itemsPerPage":2,"startIndex":3,"Resources":[{"id":"1"},{"id":"2"}]}""",
            Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void A_page_by_cursor_has_a_cursor_and_no_index()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = ScimJson.CreateWriter(buffer))
        {
            ListMessage.Write(writer, new ListPaging(7, 0, null, "next"), []);
        }

        Assert.Equal(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":7,"itemsPerPage":0,"nextCursor":"next","Resources":[]}""",
            Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Theory]
    [InlineData(null, true, false)]
    [InlineData("W/\"12\"", true, true)]
    [InlineData("\"12\"", true, true)]
    [InlineData("w/\"12\"", true, true)]
    [InlineData("*", true, true)]
    [InlineData("\"1\", W/\"12\" ,\"3\"", true, true)]
    [InlineData("W/\"11\"", false, false)]
    [InlineData("12", false, false)]
    [InlineData("", false, false)]
    [InlineData("W/\"12", false, false)]
    public void Entity_tags_are_compared_weakly(string? header, bool matches, bool has)
    {
        Assert.Equal("W/\"12\"", ETag.Format(12));
        Assert.Equal((matches, has), (ETag.IfMatch(header, 12), ETag.IfNoneMatchHas(header, ETag.Format(12))));
    }

    [Fact]
    public void Every_schema_and_type_is_described()
    {
        var schemas = Discovery.Schemas(ScimResourceTypes.All, Base).GetArray("Resources")!.Cast<ScimObject>().ToList();

        Assert.Equal(
            [SchemaUrns.User, SchemaUrns.EnterpriseUser, SchemaUrns.LookerUser, SchemaUrns.Group, SchemaUrns.LookerGroup, SchemaUrns.OktaRole, SchemaUrns.ServiceProviderConfig, SchemaUrns.ResourceType, SchemaUrns.Schema],
            schemas.Select(schema => schema.GetString("id")));
        Assert.All(schemas, schema => Assert.Equal(
            schema, Discovery.Schema(schema.GetString("id")!, ScimResourceTypes.All, Base)));
        Assert.Equal(
            ["User", "Group", "Role"],
            Discovery.ResourceTypes(ScimResourceTypes.All, Base).GetArray("Resources")!.Cast<ScimObject>().Select(type => type.GetString("id")));
        Assert.Equal(
            $"{Base}/ResourceTypes/User",
            Discovery.ResourceType("user", ScimResourceTypes.All, Base)!.GetObject("meta")!.GetString("location"));
        Assert.Null(Discovery.Schema("urn:unknown", ScimResourceTypes.All, Base));
        Assert.Null(Discovery.ResourceType("Robot", ScimResourceTypes.All, Base));
    }

    [Fact]
    public void Everything_of_a_role_is_readOnly() => Assert.Equal(
        Json.Object("""{"name":"displayName","type":"string","multiValued":false,"required":true,"caseExact":false,"mutability":"readOnly","returned":"default","uniqueness":"none"}"""),
        Assert.Single(Discovery.Schema("urn:okta:scim:schemas:core:1.0:Role", ScimResourceTypes.All, Base)!.GetArray("attributes")!.Cast<ScimObject>()).Without("description"));

    [Fact]
    public void An_attribute_is_described_by_its_characteristics()
    {
        var user = Discovery.Schema(SchemaUrns.User, ScimResourceTypes.All, Base)!;
        var attributes = user.GetArray("attributes")!.Cast<ScimObject>().ToDictionary(attribute => attribute.GetString("name")!);

        Assert.Equal(19, attributes.Count);
        Assert.Equal(
            Json.Object("""{"name":"userName","type":"string","multiValued":false,"required":true,"caseExact":false,"mutability":"readWrite","returned":"default","uniqueness":"server"}"""),
            attributes["userName"].Without("description"));
        Assert.Equal("writeOnly", attributes["password"].GetString("mutability"));
        Assert.Equal("never", attributes["password"].GetString("returned"));
        Assert.Equal("dateTime", Name(AttributeType.DateTime));
        Assert.False(attributes["active"].Contains("caseExact"));
        Assert.Equal(
            ["value", "display", "type", "primary"],
            attributes["emails"].GetArray("subAttributes")!.Cast<ScimObject>().Select(sub => sub.GetString("name")));

        static string? Name(AttributeType type) => Discovery.Schema(
            "urn:x",
            [new ScimResourceType("X", "/X", "", new ScimSchema("urn:x", "X", "", [new("a", type)]), [])],
            Base)!.GetArray("attributes")!.Cast<ScimObject>().Single().GetString("type");
    }

    [Fact]
    public void The_service_provider_says_what_it_can_do()
    {
        var config = Discovery.ServiceProviderConfig(Base);

        Assert.All(["patch", "bulk", "filter", "sort", "etag"], name => Assert.True(config.GetObject(name)!.GetBoolean("supported")));
        Assert.False(config.GetObject("changePassword")!.GetBoolean("supported"));
        Assert.Equal(ScimNumber.Of(1000), config.GetObject("filter")!["maxResults"]);
        Assert.Equal(ScimNumber.Of(5_242_880), config.GetObject("bulk")!["maxPayloadSize"]);
        Assert.Equal("index", config.GetObject("pagination")!.GetString("defaultPaginationMethod"));
        Assert.Equal("request", config.GetObject("securityEvents")!.GetString("asyncRequest"));
    }
}
