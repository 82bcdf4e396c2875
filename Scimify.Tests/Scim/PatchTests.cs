using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

/// <summary>RFC 7644 section 3.5.2, the same in both dialects. VendorQuirkTests has what only the tolerant one accepts.</summary>
public sealed class PatchTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Theory]
    // Add: RFC 7644 section 3.5.2.1.
    [InlineData("""{}""", """{"op":"add","path":"nickName","value":"Babs"}""", """{"nickName":"Babs"}""")]
    [InlineData("""{"nickName":"B"}""", """{"op":"add","path":"nickName","value":"Babs"}""", """{"nickName":"Babs"}""")]
    [InlineData("""{}""", """{"op":"add","value":{"emails":[{"value":"babs@jensen.org","type":"home"}],"nickName":"Babs"}}""", """{"emails":[{"value":"babs@jensen.org","type":"home"}],"nickName":"Babs"}""")]
    [InlineData("""{"emails":[{"value":"a@x.org"}]}""", """{"op":"add","path":"emails","value":[{"value":"b@x.org"}]}""", """{"emails":[{"value":"a@x.org"},{"value":"b@x.org"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org"}]}""", """{"op":"add","path":"emails","value":{"value":"b@x.org"}}""", """{"emails":[{"value":"a@x.org"},{"value":"b@x.org"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org"}]}""", """{"op":"add","path":"emails","value":[{"value":"a@x.org"}]}""", """{"emails":[{"value":"a@x.org"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","type":"work"}]}""", """{"op":"add","path":"emails","value":[{"value":"A@x.org","type":"work","display":"A"}]}""", """{"emails":[{"value":"A@x.org","type":"work","display":"A"}]}""")]
    [InlineData("""{"name":{"givenName":"Barbara"}}""", """{"op":"add","path":"name","value":{"familyName":"Jensen"}}""", """{"name":{"givenName":"Barbara","familyName":"Jensen"}}""")]
    [InlineData("""{}""", """{"op":"add","path":"name.familyName","value":"Jensen"}""", """{"name":{"familyName":"Jensen"}}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","type":"work"}]}""", """{"op":"add","path":"emails[type eq \"work\"]","value":{"display":"A"}}""", """{"emails":[{"value":"a@x.org","type":"work","display":"A"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","primary":true}]}""", """{"op":"add","path":"emails","value":[{"value":"b@x.org","primary":true}]}""", """{"emails":[{"value":"a@x.org","primary":false},{"value":"b@x.org","primary":true}]}""")]
    [InlineData("""{}""", """{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"7"}""", """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"7"}}""")]
    [InlineData("""{}""", """{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","value":{"employeeNumber":"7"}}""", """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"7"}}""")]
    [InlineData("""{}""", """{"op":"add","path":"URN:IETF:params:scim:schemas:extension:ENTERPRISE:2.0:User:MANAGER.value","value":"m1"}""", """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"m1"}}}""")]
    [InlineData("""{}""", """{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:NICKNAME","value":"Babs"}""", """{"nickName":"Babs"}""")]
    [InlineData("""{}""", """{"op":"add","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"m1"}}}}""", """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"m1"}}}""")]
    [InlineData("""{"nickName":"B"}""", """{"op":"add","path":"nickName","value":null}""", """{"nickName":"B"}""")]
    // Remove: RFC 7644 section 3.5.2.2.
    [InlineData("""{"nickName":"B"}""", """{"op":"remove","path":"nickName"}""", """{}""")]
    [InlineData("""{}""", """{"op":"remove","path":"nickName"}""", """{}""")]
    [InlineData("""{"name":{"givenName":"Barbara","familyName":"Jensen"}}""", """{"op":"remove","path":"name.givenName"}""", """{"name":{"familyName":"Jensen"}}""")]
    [InlineData("""{"name":{"givenName":"Barbara"}}""", """{"op":"remove","path":"name.givenName"}""", """{}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","type":"work"},{"value":"b@x.org","type":"home"}]}""", """{"op":"remove","path":"emails[type eq \"work\" and value ew \"x.org\"]"}""", """{"emails":[{"value":"b@x.org","type":"home"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","type":"work"}]}""", """{"op":"remove","path":"emails[type eq \"work\"]"}""", """{}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","type":"work"}]}""", """{"op":"remove","path":"emails"}""", """{}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","display":"A"}]}""", """{"op":"remove","path":"emails[value eq \"a@x.org\"].display"}""", """{"emails":[{"value":"a@x.org"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","type":"work","primary":true},{"value":"b@x.org"}]}""", """{"op":"remove","path":"emails[type eq \"work\"].value"}""", """{"emails":[{"value":"b@x.org"}]}""")]
    [InlineData("""{"addresses":[{"type":"work","locality":"X"}]}""", """{"op":"remove","path":"addresses[type eq \"work\"].locality"}""", """{"addresses":[{"type":"work"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","display":"A"},{"value":"b@x.org","display":"B"}]}""", """{"op":"remove","path":"emails.display"}""", """{"emails":[{"value":"a@x.org"},{"value":"b@x.org"}]}""")]
    [InlineData("""{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"costCenter":"1"}}""", """{"op":"remove","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"}""", """{}""")]
    // Replace: RFC 7644 section 3.5.2.3.
    [InlineData("""{"nickName":"B"}""", """{"op":"replace","path":"nickName","value":"Babs"}""", """{"nickName":"Babs"}""")]
    [InlineData("""{}""", """{"op":"replace","path":"nickName","value":"Babs"}""", """{"nickName":"Babs"}""")]
    [InlineData("""{"nickName":"B"}""", """{"op":"replace","path":"nickName","value":null}""", """{}""")]
    [InlineData("""{"emails":[{"value":"a@x.org"}]}""", """{"op":"replace","path":"emails","value":[]}""", """{}""")]
    [InlineData("""{"emails":[{"value":"a@x.org"}]}""", """{"op":"replace","path":"emails","value":[{"value":"b@x.org"}]}""", """{"emails":[{"value":"b@x.org"}]}""")]
    [InlineData("""{"name":{"givenName":"Barbara","familyName":"J"}}""", """{"op":"replace","path":"name","value":{"familyName":"Jensen"}}""", """{"name":{"givenName":"Barbara","familyName":"Jensen"}}""")]
    [InlineData("""{"name":{"givenName":"Barbara"},"active":true}""", """{"op":"replace","value":{"name":{"familyName":"Jensen"},"active":false}}""", """{"name":{"givenName":"Barbara","familyName":"Jensen"},"active":false}""")]
    [InlineData("""{"addresses":[{"type":"work","locality":"X","country":"US"}]}""", """{"op":"replace","path":"addresses[type eq \"work\"]","value":{"type":"work","streetAddress":"911 Universal City Plaza"}}""", """{"addresses":[{"type":"work","streetAddress":"911 Universal City Plaza"}]}""")]
    [InlineData("""{"addresses":[{"type":"work","locality":"X"}]}""", """{"op":"replace","path":"addresses[type eq \"work\"].streetAddress","value":"1010 Broadway Ave"}""", """{"addresses":[{"type":"work","locality":"X","streetAddress":"1010 Broadway Ave"}]}""")]
    [InlineData("""{"emails":[{"value":"a@x.org","primary":true},{"value":"b@x.org"}]}""", """{"op":"replace","path":"emails[value eq \"b@x.org\"].primary","value":true}""", """{"emails":[{"value":"a@x.org","primary":false},{"value":"b@x.org","primary":true}]}""")]
    [InlineData("""{"active":true}""", """{"op":"replace","path":"Active","value":false}""", """{"active":false}""")]
    [InlineData("""{"active":true}""", """{"op":"replace","value":{"ACTIVE":false}}""", """{"active":false}""")]
    // Order.
    [InlineData("""{}""", """{"op":"add","path":"emails","value":[{"value":"a@x.org","type":"work"}]},{"op":"replace","path":"emails[type eq \"work\"].display","value":"A"},{"op":"add","path":"nickName","value":"B"},{"op":"remove","path":"nickName"}""", """{"emails":[{"value":"a@x.org","type":"work","display":"A"}]}""")]
    public void Operations_do_what_the_standard_says(string before, string operations, string after)
    {
        Assert.Equal(User(after), Patch(User(before), operations, Dialect.Strict));
        Assert.Equal(User(after), Patch(User(before), operations, Dialect.Tolerant));
    }

    [Theory]
    [InlineData("""{"op":"remove"}""", "noTarget")]
    [InlineData("""{"op":"replace","path":"emails[type eq \"fax\"]","value":{"value":"x"}}""", "noTarget")]
    [InlineData("""{"op":"replace","path":"emails[value eq \"nobody\"].display","value":"x"}""", "noTarget")]
    [InlineData("""{"op":"add","path":"emails[type eq \"fax\"]","value":{"value":"x"}}""", "noTarget")]
    [InlineData("""{"op":"remove","path":"userName"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"userName","value":null}""", "mutability")]
    [InlineData("""{"op":"replace","path":"userName","value":" "}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"id","value":"x"}""", "mutability")]
    [InlineData("""{"op":"remove","path":"id"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"meta.created","value":"2010-01-23T04:56:22Z"}""", "mutability")]
    [InlineData("""{"op":"add","path":"groups","value":[{"value":"g1"}]}""", "mutability")]
    [InlineData("""{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName","value":"x"}""", "mutability")]
    [InlineData("""{"op":"add","path":"urn:scimify:params:scim:schemas:extension:looker:2.0:User:lookerUserId","value":"1"}""", "mutability")]
    [InlineData("""{"op":"add","path":"nickName[type eq \"work\"]","value":"B"}""", "invalidPath")]
    [InlineData("""{"op":"add","path":"a b","value":"B"}""", "invalidPath")]
    [InlineData("""{"op":"add","path":7,"value":"B"}""", "invalidPath")]
    [InlineData("""{"op":"add","path":"emails[type eq ]","value":"B"}""", "invalidFilter")]
    [InlineData("""{"op":"add","path":"emails[type eq \"work\"","value":"B"}""", "invalidFilter")]
    [InlineData("""{"op":"add","value":{"shoeSize":44}}""", "invalidPath")]
    [InlineData("""{"op":"add","value":"B"}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"nickName"}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"nickName","value":true}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"active","value":"perhaps"}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"name","value":"Barbara"}""", "invalidValue")]
    [InlineData("""{"op":"add","path":"x509Certificates","value":[{"value":"no base64!"}]}""", "invalidValue")]
    [InlineData("""{"op":"move","path":"nickName","value":"B"}""", "invalidSyntax")]
    [InlineData("""{"path":"nickName","value":"B"}""", "invalidSyntax")]
    [InlineData("""7""", "invalidSyntax")]
    public void What_cannot_be_done_is_refused(string operation, string scimType)
    {
        var user = User("""{"id":"u1","emails":[{"value":"a@x.org","type":"work"}],"active":true}""");

        var refused = Assert.Throws<ScimException>(() => Patch(user, operation, Dialect.Tolerant));

        Assert.Equal((400, scimType), (refused.Status, refused.ScimType));
    }

    [Theory]
    [InlineData("""{"op":"add","path":"shoeSize","value":44}""")]
    [InlineData("""{"op":"add","path":"name.initials","value":"B"}""")]
    [InlineData("""{"op":"add","path":"emails[type eq \"work\"].shoe","value":"B"}""")]
    public void What_no_schema_has_is_left_out_by_the_tolerant_dialect_and_refused_by_the_strict_one(string operation)
    {
        var user = User("""{"id":"u1","emails":[{"value":"a@x.org","type":"work"}],"active":true}""");

        Assert.Same(user, Patch(user, operation, Dialect.Tolerant));
        var refused = Assert.Throws<ScimException>(() => Patch(user, operation, Dialect.Strict));

        Assert.Equal((400, "invalidPath"), (refused.Status, refused.ScimType));
    }

    [Fact]
    public void The_error_names_the_operation() =>
        Assert.StartsWith("Operation 2: ", Assert.Throws<ScimException>(() => Patch(
            User("{}"),
            """{"op":"add","path":"nickName","value":"B"},{"op":"add","path":"shoeSize","value":1}""",
            Dialect.Strict)).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"op":"replace","path":"nickName","value":"B"}""")]
    [InlineData("""{"op":"add","path":"emails","value":[{"type":"work","value":"a@x.org"}]}""")]
    [InlineData("""{"op":"remove","path":"title"}""")]
    [InlineData("""{"op":"add","path":"title","value":"Guide"},{"op":"remove","path":"title"}""")]
    [InlineData("""{"op":"replace","value":{"nickName":"B","password":"t1meMa$heen","schemas":["urn:x"]}}""")]
    [InlineData("""{"op":"replace","path":"password","value":"t1meMa$heen"}""")]
    [InlineData("""{"op":"remove","path":"password"}""")]
    [InlineData("""{"op":"Remove","path":"emails","value":[{"value":"nobody@x.org"}]}""")]
    public void The_same_instance_comes_back_when_nothing_changed(string operations)
    {
        var user = User("""{"id":"u1","nickName":"B","emails":[{"value":"a@x.org","type":"work"}],"meta":{"version":"W/\"1\""}}""");

        Assert.Same(user, Patch(user, operations, Dialect.Tolerant));
    }

    [Fact]
    public void Id_and_meta_stay_and_the_password_is_gone()
    {
        var user = User("""{"id":"u1","externalId":"x","meta":{"version":"W/\"1\""}}""");

        var patched = Patch(user, """{"op":"add","value":{"password":"t1meMa$heen","nickName":"B"}}""", Dialect.Tolerant);

        Assert.Equal(User("""{"id":"u1","externalId":"x","nickName":"B","meta":{"version":"W/\"1\""}}"""), patched);
        Assert.Equal(["schemas", "id", "externalId", "userName", "nickName", "meta"], patched.Select(member => member.Key));
    }

    [Fact]
    public void Schemas_follow_the_extensions()
    {
        var with = Patch(User("{}"), $$"""{"op":"add","path":"{{Enterprise}}:costCenter","value":"1"}""", Dialect.Tolerant);
        var without = Patch(with, $$"""{"op":"remove","path":"{{Enterprise}}:costCenter"}""", Dialect.Tolerant);

        Assert.Contains(new ScimString(Enterprise), with.GetArray("schemas")!);
        Assert.DoesNotContain(new ScimString(Enterprise), without.GetArray("schemas")!);
    }

    [Fact]
    public void A_string_in_a_primary_filter_is_a_boolean()
    {
        var user = User("""{"ims":[{"value":"Viewer","primary":true}]}""");

        var patched = Patch(user, """{"op":"Replace","path":"ims[primary eq \"True\"].value","value":"{\"id\":\"1\"}"}""", Dialect.Tolerant);

        Assert.Equal(User("""{"ims":[{"value":"{\"id\":\"1\"}","primary":true}]}"""), patched);
    }

    [Fact]
    public void An_immutable_value_is_set_once()
    {
        var type = ScimResourceTypes.UserWith(new ScimSchema(SchemaUrns.LookerUser, "LookerUser", "", [new("badge") { Mutability = Mutability.Immutable }]));
        const string Set = $$"""{"op":"add","path":"{{SchemaUrns.LookerUser}}:badge","value":"7"}""";
        var user = Patch(User("{}"), Set, Dialect.Strict, type);

        Assert.Same(user, Patch(user, Set, Dialect.Strict, type));
        Assert.Equal("mutability", Assert.Throws<ScimException>(() => Patch(
            user, Set.Replace("\"7\"", "\"8\"", StringComparison.Ordinal), Dialect.Strict, type)).ScimType);
    }

    private static ScimObject Patch(ScimObject user, string operations, Dialect dialect, ScimResourceType? type = null)
    {
        type ??= ScimResourceTypes.User;
        var log = new ToleranceLog();
        var body = Json.Object($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""");
        return PatchEngine.Apply(user, PatchRequest.Parse(body, type, dialect, log), type, dialect, log);
    }

    private static ScimObject User(string attributes)
    {
        var given = Json.Object(attributes);
        var user = new ScimObject.Builder().Add("schemas", given.Contains(Enterprise)
            ? ScimArray.OfStrings([SchemaUrns.User, Enterprise])
            : ScimArray.OfStrings([SchemaUrns.User])).Add("userName", new ScimString("bjensen"));
        foreach (var (name, value) in given)
        {
            user.Add(name, value);
        }

        return user.Build();
    }
}
