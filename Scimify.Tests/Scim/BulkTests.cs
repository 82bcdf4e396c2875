using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

public sealed class BulkTests
{
    [Fact]
    public void Operations_are_read()
    {
        var request = Parse("""
            {"method":"post","path":"/Users","bulkId":"qwerty","data":{"userName":"Alice"}},
            {"method":"PUT","path":"Users/b7c14771-226c-4d05-8860-134711653041","version":"W/\"3694e05e9dff591\"","data":{"userName":"Bob"}},
            {"method":"DELETE","path":"/Users/e9025315-6bea-44e1-899c-1e07454e468b"}
            """, ""","failOnErrors":1""");

        Assert.Equal(1, request.FailOnErrors);
        Assert.Equal(["POST", "PUT", "DELETE"], request.Operations.Select(operation => operation.Method));
        Assert.Equal(["/Users", "/Users", "/Users"], request.Operations.Select(operation => operation.Endpoint));
        Assert.Equal(
            [null, "b7c14771-226c-4d05-8860-134711653041", "e9025315-6bea-44e1-899c-1e07454e468b"],
            request.Operations.Select(operation => operation.ResourceId));
    }

    [Theory]
    [InlineData("""{"method":"GET","path":"/Users"}""", "", "invalidSyntax")]
    [InlineData("""{"method":"POST","path":"/Users","data":{}}""", "", "invalidSyntax")]
    [InlineData("""{"method":"POST","path":"/Users/1","bulkId":"a","data":{}}""", "", "invalidSyntax")]
    [InlineData("""{"method":"PUT","path":"/Users","data":{}}""", "", "invalidSyntax")]
    [InlineData("""{"method":"PUT","data":{}}""", "", "invalidSyntax")]
    [InlineData("""{"method":"PATCH","path":"/Users/1"}""", "", "invalidSyntax")]
    [InlineData("7", "", "invalidSyntax")]
    [InlineData("""{"method":"POST","path":"/Users","bulkId":"a","data":{}},{"method":"POST","path":"/Users","bulkId":"a","data":{}}""", "", "invalidValue")]
    [InlineData("", ",\"failOnErrors\":0", "invalidValue")]
    public void A_request_that_cannot_be_run_is_refused(string operations, string more, string scimType) =>
        Assert.Equal(scimType, Assert.Throws<ScimException>(() => Parse(operations, more)).ScimType);

    [Fact]
    public void Too_many_operations_are_413() => Assert.Equal(413, Assert.Throws<ScimException>(() => Parse(
        string.Join(',', Enumerable.Range(0, 1001).Select(i => $$"""{"method":"DELETE","path":"/Users/{{i}}"}""")))).Status);

    [Fact]
    public void What_is_referred_to_comes_first()
    {
        var request = Parse("""
            {"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"Sales","members":[{"value":"bulkId:b"},{"value":"bulkId:a"}]}},
            {"method":"DELETE","path":"/Users/1"},
            {"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"Alice"}},
            {"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"Bob"}}
            """);

        Assert.Equal([3, 2, 0, 1], request.ExecutionOrder().Select(operation => operation.Index));
    }

    [Fact]
    public void References_in_a_circle_stay_in_order()
    {
        var request = Parse("""
            {"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"a","manager":"bulkId:b"}},
            {"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"b","manager":"bulkId:a"}}
            """);

        Assert.Equal([1, 0], request.ExecutionOrder().Select(operation => operation.Index));
    }

    [Fact]
    public void References_are_replaced_wherever_they_may_stand()
    {
        var data = Json.Object("""
            {"members":[{"value":"bulkId:a","$ref":"https://example.com/v2/Users/bulkId:a"},{"value":"u2"}],
             "Operations":[{"path":"members[value eq \"bulkId:a\" or value eq \"bulkId:b\"]"}],"displayName":"no bulkId:a here"}
            """);

        var resolved = BulkReferences.Resolve(data, id => id + "1");

        Assert.Equal(
            Json.Object("""
                {"members":[{"value":"a1","$ref":"https://example.com/v2/Users/a1"},{"value":"u2"}],
                 "Operations":[{"path":"members[value eq \"a1\" or value eq \"b1\"]"}],"displayName":"no bulkId:a here"}
                """),
            resolved);
        Assert.Equal("u7", BulkReferences.Resolve("bulkId:x", _ => "u7"));
        Assert.Same(resolved, BulkReferences.Resolve(resolved, _ => null));
        Assert.Equal("invalidValue", Assert.Throws<ScimException>(() => BulkReferences.Resolve(data, _ => null)).ScimType);
    }

    [Fact]
    public void The_answer_has_the_order_of_the_request()
    {
        var operations = Parse("""
            {"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"Alice"}},
            {"method":"DELETE","path":"/Users/1"}
            """).Operations;

        var response = BulkMessage.Response(
        [
            new BulkResult(operations[1], 404, "https://example.com/v2/Users/1", null, ErrorMessage.Of(ScimException.NotFound("Gone."))),
            new BulkResult(operations[0], 201, "https://example.com/v2/Users/7", "W/\"1\""),
        ]);

        Assert.Equal(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[{"location":"https://example.com/v2/Users/7","method":"POST","bulkId":"a","version":"W/\"1\"","status":"201"},{"location":"https://example.com/v2/Users/1","method":"DELETE","status":"404","response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"Gone. [NOT_FOUND]"}}]}""",
            ScimJson.ToText(response));
    }

    private static BulkRequest Parse(string operations, string more = "") => BulkMessage.Parse(
        Json.Object($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{operations}}]{{more}}}"""),
        Dialect.Strict,
        new ToleranceLog());
}
