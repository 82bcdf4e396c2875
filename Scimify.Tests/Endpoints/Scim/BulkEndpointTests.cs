using System.Text.Json.Nodes;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>RFC 7644 section 3.7 over HTTP.</summary>
public sealed class BulkEndpointTests(Wire wire) : IClassFixture<Wire>
{
    private const string Users = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"]";

    [Fact]
    public async Task References_may_point_forward_and_what_they_name_is_made_first()
    {
        var looker = new LookerState(wire.Bridge.Looker);
        var reply = await BulkAsync($$"""
            {"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"Forward","members":[{"value":"bulkId:a"},{"value":"bulkId:b"}]} },
            {"method":"POST","path":"/Users","bulkId":"a","data":{{User("ann")}} },
            {"method":"POST","path":"/Users","bulkId":"b","data":{{User("bob")}} }
            """);
        Assert.Equal(200, reply.Status);
        // The members had no account yet when they were added.
        Assert.Equal("pending", reply.Headers["Scimify-Sync"]);
        Assert.Equal("g:201 a:201 b:201", Statuses(reply));
        foreach (var operation in reply.Body!["Operations"]!.AsArray())
        {
            Assert.Equal("W/\"1\"", (string?)operation!["version"]);
            Assert.Equal("POST", (string?)operation["method"]);
        }

        var group = await wire.GetAsync(Path(reply, 0));
        Assert.Equal(
            [Path(reply, 1).Split('/')[^1], Path(reply, 2).Split('/')[^1]],
            group.Body!["members"]!.AsArray().Select(member => (string)member!["value"]!));
        await wire.Bridge.SettledAsync();
        looker.Is(JsonNode.Parse("""
            {"users":[{"email":"ann@bulk.example","first":"Bulk","last":"ann","disabled":false},{"email":"bob@bulk.example","first":"Bulk","last":"bob","disabled":false}],
             "groups":{"Forward":["ann@bulk.example","bob@bulk.example"]}}
            """));
    }

    [Fact]
    public async Task Every_method_works_and_an_id_may_be_a_reference()
    {
        var reply = await BulkAsync($$"""
            {"method":"POST","path":"/Users","bulkId":"m","data":{"userName":"bulk-manager"} },
            {"method":"POST","path":"/Users","bulkId":"e","data":{"userName":"bulk-report","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"bulkId:m"} } } },
            {"method":"PATCH","path":"/Users/bulkId:e","data":{"Operations":[{"op":"add","path":"title","value":"Guide"}]} },
            {"method":"PUT","path":"/Users/bulkId:m","version":"W/\"1\"","data":{"userName":"bulk-boss"} },
            {"method":"DELETE","path":"/Users/bulkId:m"}
            """);
        Assert.Equal("m:201 e:201 -:200 -:200 -:204", Statuses(reply));
        var report = await wire.GetAsync(Path(reply, 1));
        Assert.Equal("Guide", (string?)report.Body!["title"]);
        Assert.Equal(Path(reply, 0).Split('/')[^1], (string?)report.Body["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]!["manager"]!["value"]);
        Assert.Equal(404, (await wire.GetAsync(Path(reply, 0))).Status);
    }

    [Fact]
    public async Task Users_may_refer_to_each_other_in_a_circle()
    {
        var reply = await BulkAsync("""
            {"method":"POST","path":"/Users","bulkId":"x","data":{"userName":"circle-x","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"bulkId:y"}}}},
            {"method":"POST","path":"/Users","bulkId":"y","data":{"userName":"circle-y","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"bulkId:x"}}}}
            """);
        Assert.Equal("x:201 y:201", Statuses(reply));
        var x = await wire.GetAsync(Path(reply, 0));
        Assert.Equal(Path(reply, 1).Split('/')[^1], (string?)x.Body!["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]!["manager"]!["value"]);
    }

    [Fact]
    public async Task An_error_fails_its_own_operation_and_those_that_need_it()
    {
        var reply = await BulkAsync("""
            {"method":"POST","path":"/Users","bulkId":"bad","data":{"userName":"GRACE@example.com"}},
            {"method":"POST","path":"/Groups","bulkId":"needs","data":{"displayName":"Needs","members":[{"value":"bulkId:bad"}]}},
            {"method":"POST","path":"/Groups","bulkId":"nothing","data":{"displayName":"Nothing","members":[{"value":"bulkId:nobody"}]}},
            {"method":"DELETE","path":"/Users/3a0f1f5e-0000-4000-8000-000000000000"},
            {"method":"POST","path":"/Devices","bulkId":"device","data":{}},
            {"method":"DELETE","path":"/groups/3a0f1f5e-0000-4000-8000-000000000000"},
            {"method":"PATCH","path":"/Users/{user}","version":"W/\"77\"","data":{"Operations":[{"op":"add","path":"title","value":"Guide"}]}},
            {"method":"POST","path":"/Users","bulkId":"good","data":{"userName":"bulk-good"}}
            """);
        Assert.Equal("bad:409 needs:400 nothing:400 -:404 device:404 -:404 -:412 good:201", Statuses(reply));
        foreach (var operation in reply.Body!["Operations"]!.AsArray().Take(7))
        {
            Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)operation!["response"]!["schemas"]![0]);
            Assert.Equal((string?)operation["status"], (string?)operation["response"]!["status"]);
        }

        Assert.EndsWith("/scim/v2/Groups/3a0f1f5e-0000-4000-8000-000000000000", (string?)reply.Body!["Operations"]![5]!["location"], StringComparison.Ordinal);
        Assert.Equal("uniqueness", (string?)reply.Body["Operations"]![0]!["response"]!["scimType"]);
        Assert.Equal(0, (await wire.GetAsync("/Groups?filter=displayName%20eq%20%22Needs%22")).Total);
    }

    [Theory]
    [InlineData("", "a:409 b:409 c:409 d:201")]
    [InlineData("\"failOnErrors\":1,", "a:409")]
    [InlineData("\"failOnErrors\":2,", "a:409 b:409")]
    [InlineData("\"failOnErrors\":4,", "a:409 b:409 c:409 d:201")]
    public async Task FailOnErrors_stops_there(string failOnErrors, string statuses)
    {
        var taken = """{"userName":"grace@example.com"}""";
        var reply = await wire.SendAsync("POST", "/Bulk", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],{{failOnErrors}}"Operations":[
            {"method":"POST","path":"/Users","bulkId":"a","data":{{taken}} },{"method":"POST","path":"/Users","bulkId":"b","data":{{taken}} },
            {"method":"POST","path":"/Users","bulkId":"c","data":{{taken}} },{"method":"POST","path":"/Users","bulkId":"d","data":{"userName":"after-{{Guid.NewGuid()}}"} }]}
            """);
        Assert.Equal(statuses, Statuses(reply));
    }

    [Fact]
    public async Task What_Looker_refuses_fails_its_operation_only()
    {
        wire.Bridge.Looker.Faults.Add(new Portal.Sandbox.FaultRule(Portal.Sandbox.FaultKind.Status) { Operation = "create_user", Status = 422, Count = 1 });
        var reply = await BulkAsync($$"""
            {"method":"POST","path":"/Users","bulkId":"one","data":{{User("cid")}} },
            {"method":"POST","path":"/Users","bulkId":"two","data":{{User("dan")}} }
            """);
        var statuses = Statuses(reply).Split(' ').Select(status => status.Split(':')[1]).Order();
        Assert.Equal(["201", "400"], statuses);
        Assert.Equal(1, (await wire.GetAsync("/Users?filter=userName%20eq%20%22cid%40bulk.example%22%20or%20userName%20eq%20%22dan%40bulk.example%22")).Total);
    }

    [Fact]
    public async Task A_thousand_operations_are_taken_and_one_more_is_413()
    {
        static string Operations(int count) => string.Join(',', Enumerable.Range(0, count).Select(i =>
            $$"""{"method":"DELETE","path":"/Users/00000000-0000-4000-8000-{{i:000000000000}}"}"""));
        var reply = await BulkAsync(Operations(1000));
        Assert.Equal(1000, reply.Body!["Operations"]!.AsArray().Count(operation => (string?)operation!["status"] == "404"));
        Assert.Equal(413, (await BulkAsync(Operations(1001))).Status);
    }

    [Theory]
    [InlineData("""{"method":"POST","path":"/Users","data":{"userName":"no-bulk-id"}}""")]
    [InlineData("""{"method":"GET","path":"/Users/1"}""")]
    [InlineData("""{"method":"PUT","path":"/Users","data":{}}""")]
    [InlineData("""{"method":"POST","path":"/Users","bulkId":"a"}""")]
    [InlineData("7")]
    public async Task An_operation_of_no_sense_fails_the_request_before_anything_is_done(string operation)
    {
        var before = await wire.WorldAsync();
        var reply = await BulkAsync($$"""{"method":"POST","path":"/Users","bulkId":"never","data":{"userName":"never"} },{{operation}}""");
        Assert.Equal((400, "invalidSyntax"), (reply.Status, reply.ScimType));
        Assert.Equal(before, await wire.WorldAsync());
    }

    private static string User(string name) =>
        $"{{{Users},\"userName\":\"{name}@bulk.example\",\"name\":{{\"givenName\":\"Bulk\",\"familyName\":\"{name}\"}},\"emails\":[{{\"value\":\"{name}@bulk.example\",\"primary\":true}}]}}";

    private static string Statuses(WireReply reply) => string.Join(' ', reply.Body!["Operations"]!.AsArray().Select(operation =>
        $"{(string?)operation!["bulkId"] ?? "-"}:{operation["status"]!.GetValue<string>()}"));

    private string Path(WireReply reply, int index) =>
        ((string)reply.Body!["Operations"]![index]!["location"]!).Replace(new Uri(wire.Bridge.App.BaseAddress, "/scim/v2").ToString(), "", StringComparison.Ordinal);

    private Task<WireReply> BulkAsync(string operations) =>
        wire.SendAsync("POST", "/Bulk", $"{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{operations}]}}");
}
