using Scimify.Core.Scim;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

public sealed class ProjectionTests
{
    private const string Enterprise = SchemaUrns.EnterpriseUser;

    private static readonly ScimObject User = Json.Object($$$"""
        {"schemas":["{{{SchemaUrns.User}}}","{{{Enterprise}}}","{{{SchemaUrns.LookerUser}}}"],"id":"u1","userName":"b","title":"Guide",
         "name":{"familyName":"Jensen","givenName":"Barbara"},
         "emails":[{"value":"a@x.org","type":"work"},{"type":"home"}],
         "password":"never",
         "{{{Enterprise}}}":{"costCenter":"1","manager":{"value":"m1","displayName":"John"}},
         "{{{SchemaUrns.LookerUser}}}":{"lookerUserId":"7"},
         "meta":{"resourceType":"User","location":"https://example.com/v2/Users/u1"}}
        """);

    [Theory]
    [InlineData(null, null, "schemas id userName title name emails urn:ietf:params:scim:schemas:extension:enterprise:2.0:User meta")]
    [InlineData("userName", null, "schemas id userName")]
    [InlineData("USERNAME, title ,unknown", null, "schemas id userName title")]
    [InlineData("unknown", null, "schemas id")]
    [InlineData("meta.location", null, "schemas id meta")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName", null, "schemas id userName")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", null, "schemas id urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")]
    [InlineData("urn:scimify:params:scim:schemas:extension:looker:2.0:User:lookerUserId", null, "schemas id urn:scimify:params:scim:schemas:extension:looker:2.0:User")]
    [InlineData("urn:scimify:params:scim:schemas:extension:looker:2.0:User", null, "schemas id urn:scimify:params:scim:schemas:extension:looker:2.0:User")]
    [InlineData("password", null, "schemas id")]
    [InlineData(null, "id,schemas,userName,meta,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "schemas id title name emails")]
    [InlineData("", "emails.value,emails.type", "schemas id userName title name urn:ietf:params:scim:schemas:extension:enterprise:2.0:User meta")]
    public void An_answer_has_what_was_asked_for(string? attributes, string? excluded, string names) => Assert.Equal(
        names.Split(' '),
        Projection.Parse(attributes, excluded, ScimResourceTypes.User).Apply(User).Select(member => member.Key));

    [Theory]
    [InlineData("name.familyName", null, """{"name":{"familyName":"Jensen"}}""")]
    [InlineData("emails.value", null, """{"emails":[{"value":"a@x.org"}]}""")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", null, """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"m1"}}}""")]
    [InlineData(null, "userName,title,name.givenName,emails,meta,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", """{"name":{"familyName":"Jensen"},"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"costCenter":"1"}}""")]
    public void Sub_attributes_are_chosen_too(string? attributes, string? excluded, string left) => Assert.Equal(
        Json.Object(left),
        Projection.Parse(attributes, excluded, ScimResourceTypes.User).Apply(User).Without("schemas").Without("id"));

    [Fact]
    public void Schemas_name_what_is_left() => Assert.Equal(
        ScimArray.OfStrings([SchemaUrns.User]),
        Projection.Parse("userName", null, ScimResourceTypes.User).Apply(User)["schemas"]);

    [Fact]
    public void Both_parameters_exclude_each_other() => Assert.Equal(
        "invalidValue",
        Assert.Throws<ScimException>(() => Projection.Parse("userName", "title", ScimResourceTypes.User)).ScimType);

    [Fact]
    public void An_attribute_that_the_client_sent_is_in_the_answer()
    {
        var projection = Projection.Default(ScimResourceTypes.User)
            .WithSent(Json.Object($$$"""{"{{{SchemaUrns.LookerUser}}}":{"lookerUserId":"9"}}"""));

        Assert.False(projection.IsDefault);
        Assert.True(projection.Includes(SchemaUrns.LookerUser));
        Assert.Equal("7", projection.Apply(User).GetObject(SchemaUrns.LookerUser)?.GetString("lookerUserId"));
        Assert.Same(Projection.Default(ScimResourceTypes.User).WithSent(Json.Object("""{"userName":"b"}""")).GetType(), projection.GetType());
        Assert.True(Projection.Default(ScimResourceTypes.User).WithSent(Json.Object("""{"userName":"b"}""")).IsDefault);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "members", false)]
    [InlineData(null, "Members", false)]
    [InlineData(null, "members.display", true)]
    [InlineData(null, "urn:ietf:params:scim:schemas:core:2.0:Group:members", false)]
    [InlineData("displayName", null, false)]
    [InlineData("id", null, false)]
    [InlineData("members", null, true)]
    [InlineData("members.value", null, true)]
    public void Members_are_read_only_where_the_answer_has_them(string? attributes, string? excluded, bool included) =>
        Assert.Equal(included, Projection.Parse(attributes, excluded, ScimResourceTypes.Group).Includes("members"));
}
