namespace Scimify.Tests.Endpoints.Scim;

/// <summary>RFC 7644 section 3.12: impossible requests are refused by name, in SCIM's form, and leave nothing behind.</summary>
public sealed class BadRequestTests(Wire wire) : IClassFixture<Wire>
{
    private const string UserSchema = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"]";
    private const string GroupSchema = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"]";

    /// <summary>What is wrong, the request, and the answer's status and scimType.</summary>
    public static TheoryData<string, string, string, string?, int, string?> BadBodies() => new()
    {
        { "no JSON", "POST", "/Users", "{\"userName\":", 400, "invalidSyntax" },
        { "nothing", "POST", "/Users", "", 400, "invalidSyntax" },
        { "an array", "POST", "/Users", "[]", 400, "invalidSyntax" },
        { "a text", "POST", "/Users", "\"user\"", 400, "invalidSyntax" },
        { "two documents", "POST", "/Users", $"{{{UserSchema},\"userName\":\"a\"}}{{}}", 400, "invalidSyntax" },
        { "NUL in a text", "POST", "/Users", $"{{{UserSchema},\"userName\":\"a\\u0000b\"}}", 400, "invalidValue" },
        { "half a surrogate pair", "POST", "/Users", $"{{{UserSchema},\"userName\":\"a\\ud800\"}}", 400, "invalidSyntax" },
        { "no userName", "POST", "/Users", $"{{{UserSchema}}}", 400, "invalidValue" },
        { "an empty userName", "POST", "/Users", $"{{{UserSchema},\"userName\":\"\"}}", 400, "invalidValue" },
        { "userName null", "POST", "/Users", $"{{{UserSchema},\"userName\":null}}", 400, "invalidValue" },
        { "userName a boolean", "POST", "/Users", $"{{{UserSchema},\"userName\":true}}", 400, "invalidValue" },
        { "active no boolean", "POST", "/Users", $"{{{UserSchema},\"userName\":\"a\",\"active\":\"perhaps\"}}", 400, "invalidValue" },
        { "emails of booleans", "POST", "/Users", $"{{{UserSchema},\"userName\":\"a\",\"emails\":[true]}}", 400, "invalidValue" },
        { "name a text", "POST", "/Users", $"{{{UserSchema},\"userName\":\"a\",\"name\":\"x\"}}", 400, "invalidValue" },
        { "schemas a text", "POST", "/Users", "{\"schemas\":7,\"userName\":\"a\"}", 400, "invalidValue" },
        { "the userName of another in other case", "POST", "/Users", $"{{{UserSchema},\"userName\":\"GRACE@example.com\"}}", 409, "uniqueness" },
        { "a group without a name", "POST", "/Groups", $"{{{GroupSchema}}}", 400, "invalidValue" },
        { "a group of a name in use", "POST", "/Groups", $"{{{GroupSchema},\"displayName\":\"PIONEERS\"}}", 409, "uniqueness" },
        { "members of whom nobody is known", "PUT", "/Groups/{group}", $"{{{GroupSchema},\"displayName\":\"Pioneers\",\"members\":[{{\"value\":\"nobody\"}},{{\"value\":\"{{group}}\",\"type\":\"Group\"}}]}}", 400, "invalidValue" },
        { "a PUT without userName", "PUT", "/Users/{user}", $"{{{UserSchema}}}", 400, "invalidValue" },
        { "a PUT to nobody", "PUT", "/Users/3a0f1f5e-0000-4000-8000-000000000000", $"{{{UserSchema},\"userName\":\"a\"}}", 404, null },
        { "a PUT to no id", "PUT", "/Users/..%2F..%2Fetc", $"{{{UserSchema},\"userName\":\"a\"}}", 404, null },
        { "a search for nothing known", "POST", "/Users/.search", "{\"filter\":\"nope eq 1\"}", 400, "invalidFilter" },
        { "a bulk without operations", "POST", "/Bulk", "{}", 400, "invalidSyntax" },
    };

    /// <summary>PATCH: one operation, and the refusal.</summary>
    public static TheoryData<string, string, int, string?> BadOperations() => new()
    {
        { "/Users/{user}", """{"op":"move","path":"nickName","value":"x"}""", 400, "invalidSyntax" },
        { "/Users/{user}", """{"path":"nickName","value":"x"}""", 400, "invalidSyntax" },
        { "/Users/{user}", """{"op":"replace","path":"nickName[","value":"x"}""", 400, "invalidPath" },
        { "/Users/{user}", """{"op":"replace","path":"id","value":"x"}""", 400, "mutability" },
        { "/Users/{user}", """{"op":"replace","path":"groups","value":[]}""", 400, "mutability" },
        { "/Users/{user}", """{"op":"remove","path":"userName"}""", 400, "mutability" },
        { "/Users/{user}", """{"op":"replace","path":"active","value":"perhaps"}""", 400, "invalidValue" },
        { "/Users/{user}", """{"op":"replace","path":"name","value":"x"}""", 400, "invalidValue" },
        { "/Users/{user}", """{"op":"remove"}""", 400, "noTarget" },
        { "/Users/{user}", """{"op":"replace","path":"emails[value eq \"nobody@example.com\"].type","value":"home"}""", 400, "noTarget" },
        { "/Groups/{group}", """{"op":"move","path":"members","value":[]}""", 400, "invalidSyntax" },
        { "/Groups/{group}", """{"op":"replace","path":"members","value":[{"value":"3a0f1f5e-0000-4000-8000-000000000000"}]}""", 400, "invalidValue" },
        { "/Groups/{group}", """{"op":"replace","path":"members","value":[{"value":"{group}","type":"Group"}]}""", 400, "invalidValue" },
        { "/Groups/{group}", """{"op":"remove","path":"displayName"}""", 400, "mutability" },
        { "/Groups/3a0f1f5e-0000-4000-8000-000000000000", """{"op":"remove","path":"members"}""", 404, null },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_body_that_does_not_fit_is_refused_and_leaves_nothing_behind(string what, string method, string path, string? body, int status, string? scimType)
    {
        var before = await wire.WorldAsync();
        var reply = await wire.SendAsync(method, path, body);
        Assert.True((status, scimType) == (reply.Status, reply.ScimType), $"{what}: {reply.Text}");
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Theory]
    [MemberData(nameof(BadOperations))]
    public async Task An_operation_that_cannot_be_done_fails_the_whole_patch(string path, string operation, int status, string? scimType)
    {
        var before = await wire.WorldAsync();
        var good = path.StartsWith("/Users", StringComparison.Ordinal)
            ? """{"op":"replace","path":"nickName","value":"Half"}"""
            : """{"op":"remove","path":"members[value eq \"{user}\"]"}""";
        var reply = await wire.SendAsync(
            "PATCH", path, $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{good}},{{operation}}]}""");
        Assert.True((status, scimType) == (reply.Status, reply.ScimType), reply.Text);
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Fact]
    public async Task A_body_of_another_type_is_415()
    {
        var reply = await wire.SendAsync("POST", "/Users", "userName=a", "application/x-www-form-urlencoded");
        Assert.Equal(415, reply.Status);
    }

    [Fact]
    public async Task A_body_without_content_type_is_taken_as_json()
    {
        var reply = await wire.SendAsync("POST", "/Users", $"{{{UserSchema},\"userName\":\"grace@example.com\"}}", contentType: null);
        Assert.Equal(409, reply.Status);
    }

    [Fact]
    public async Task Two_megabytes_are_read_and_refused_for_what_is_wrong_with_them()
    {
        var before = await wire.WorldAsync();
        var reply = await wire.SendAsync("POST", "/Users", $"{{{UserSchema},\"nickName\":\"{new string('x', 2_000_000)}\"}}");
        Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Fact]
    public async Task Six_megabytes_are_413()
    {
        var before = await wire.WorldAsync();
        var reply = await wire.SendAsync("POST", "/Users", $"{{{UserSchema},\"userName\":\"big\",\"nickName\":\"{new string('x', 6_000_000)}\"}}");
        Assert.Equal(413, reply.Status);
        Assert.Contains("5242880", reply.Detail);
        Assert.Equal(before, await wire.WorldAsync());
    }

    [Fact]
    public async Task Depth_without_end_is_refused_quickly()
    {
        var reply = await wire.SendAsync("POST", "/Users", string.Concat(Enumerable.Repeat("{\"name\":", 50_000)));
        Assert.Equal((400, "invalidSyntax"), (reply.Status, reply.ScimType));
    }

    [Theory]
    [InlineData("userName", "invalidFilter")]
    [InlineData("userName eq", "invalidFilter")]
    [InlineData("userName eq bjensen", "invalidFilter")]
    [InlineData("userName is \"a\"", "invalidFilter")]
    [InlineData("noSuchAttribute eq \"a\"", "invalidFilter")]
    [InlineData("urn:example:unknown:2.0:User:name eq \"a\"", "invalidFilter")]
    [InlineData("(userName eq \"a\"", "invalidFilter")]
    [InlineData("userName eq \"a\" and", "invalidFilter")]
    [InlineData("active gt true", "invalidFilter")]
    [InlineData("active eq 7", "invalidFilter")]
    [InlineData("password eq \"secret\"", "invalidFilter")]
    [InlineData("groups co \"x\"", "invalidFilter")]
    public async Task A_filter_that_is_not_understood_is_never_an_empty_page(string filter, string scimType)
    {
        var reply = await wire.GetAsync("/Users?filter=" + Uri.EscapeDataString(filter));
        Assert.Equal((400, scimType), (reply.Status, reply.ScimType));
    }

    [Fact]
    public async Task A_filter_of_thousands_of_terms_is_answered()
    {
        var filter = string.Join(" or ", Enumerable.Range(0, 5000).Select(i => $"userName eq \\\"user{i}@example.com\\\""));
        var reply = await wire.SendAsync("POST", "/Users/.search", $"{{\"filter\":\"{filter} or userName eq \\\"grace@example.com\\\"\"}}");
        Assert.Equal((200, 1L), (reply.Status, reply.Total));
        var either = string.Join(" or ", Enumerable.Range(0, 2000).Select(i => $"userName eq \\\"user{i}@example.com\\\" or displayName eq \\\"{i}\\\""));
        Assert.Equal(200, (await wire.SendAsync("POST", "/.search", $"{{\"filter\":\"{either}\"}}")).Status);
    }

    [Theory]
    [InlineData("/Users/.search")]
    [InlineData("/.search")]
    public async Task A_filter_that_would_cost_too_much_is_refused_with_both_numbers(string path)
    {
        var filter = string.Join(" or ", Enumerable.Range(0, 9_999).Select(i => $"userName co \\\"{i}\\\""));
        var reply = await wire.SendAsync("POST", path, $"{{\"filter\":\"{filter}\"}}");
        Assert.Equal((400, "tooMany"), (reply.Status, reply.ScimType));
        Assert.Contains("9999 comparisons, and at most 100", reply.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_nested_without_end_is_refused()
    {
        var reply = await wire.SendAsync(
            "POST", "/Users/.search", $"{{\"filter\":\"{new string('(', 5000)}userName pr{new string(')', 5000)}\"}}");
        Assert.Equal((400, "invalidFilter"), (reply.Status, reply.ScimType));
    }

    [Fact]
    public async Task A_text_with_nul_in_a_filter_is_answered()
    {
        var reply = await wire.SendAsync("POST", "/Users/.search", """{"filter":"userName eq \"a\\u0000\" or displayName sw \"\\u0000\""}""");
        Assert.Equal(400, reply.Status);
    }

    [Theory]
    [InlineData("/Users/not-an-id")]
    [InlineData("/Users/3a0f1f5e-0000-4000-8000-000000000000")]
    [InlineData("/Users/{group}")]
    [InlineData("/Groups/{user}")]
    [InlineData("/Devices")]
    [InlineData("/Users/{user}/groups")]
    [InlineData("/.search/x")]
    public async Task What_is_not_there_is_404_in_scim_form(string path) =>
        Assert.Equal(404, (await wire.GetAsync(path)).Status);

    [Theory]
    [InlineData("PUT", "/Users", "GET, HEAD, POST")]
    [InlineData("DELETE", "/Groups", "GET, HEAD, POST")]
    [InlineData("POST", "/Users/{user}", "DELETE, GET, HEAD, PATCH, PUT")]
    [InlineData("POST", "/Schemas", "GET, HEAD")]
    [InlineData("DELETE", "/ServiceProviderConfig", "GET, HEAD")]
    [InlineData("POST", "/Roles", "GET, HEAD")]
    [InlineData("GET", "/Users/.search", "POST")]
    [InlineData("PUT", "/Users/.search", "POST")]
    [InlineData("DELETE", "/Groups/.search", "POST")]
    [InlineData("GET", "/Bulk", "POST")]
    [InlineData("GET", "/.search", "POST")]
    public async Task A_method_that_an_endpoint_does_not_take_is_405_with_those_it_takes(string method, string path, string allowed)
    {
        var reply = await wire.SendAsync(method, path);
        Assert.Equal(405, reply.Status);
        Assert.Equal(allowed, string.Join(", ", reply.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Me_is_501(string method) => Assert.Equal(501, (await wire.SendAsync(method, "/Me")).Status);

    [Theory]
    [InlineData("count=many")]
    [InlineData("startIndex=first")]
    [InlineData("sortBy=noSuchAttribute")]
    [InlineData("sortBy=userName&sortOrder=up")]
    [InlineData("attributes=userName&excludedAttributes=name")]
    public async Task A_parameter_that_makes_no_sense_is_refused(string query) =>
        Assert.Equal((400, "invalidValue"), ((await wire.GetAsync("/Users?" + query)) is var reply ? reply.Status : 0, reply.ScimType));

    [Theory]
    [InlineData("cursor=forged", "invalidCursor")]
    [InlineData("cursor=&count=0", "invalidCount")]
    [InlineData("cursor=&count=-1", "invalidCount")]
    public async Task A_cursor_that_is_not_ours_is_refused(string query, string scimType)
    {
        var reply = await wire.GetAsync("/Users?" + query);
        Assert.Equal((400, scimType), (reply.Status, reply.ScimType));
    }

    [Fact]
    public async Task Without_a_token_401_says_how_to_come_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/scim/v2/Users");
        using var response = await wire.Bridge.App.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var reply = await WireReply.ReadAsync(response);
        WireRules.Check(reply, HttpMethod.Get);
        Assert.Equal(401, reply.Status);
        Assert.StartsWith("Bearer", reply.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }
}
