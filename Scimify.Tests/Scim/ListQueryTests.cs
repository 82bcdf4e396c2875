using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

public sealed class ListQueryTests
{
    [Theory]
    [InlineData("", 1, 100)]
    [InlineData("startIndex=0", 1, 100)]
    [InlineData("startIndex=-5&count=-1", 1, 0)]
    [InlineData("startindex=101&COUNT=100", 101, 100)]
    [InlineData("count=0", 1, 0)]
    [InlineData("count=1000000", 1, 1000)]
    [InlineData("count=99999999999999999999999&startIndex=99999999999999999999999", int.MaxValue, 1000)]
    [InlineData("count=&startIndex=", 1, 100)]
    [InlineData("aadOptscim062020=&nonsense=1", 1, 100)]
    public void Bounds_are_those_of_the_standard(string query, int startIndex, int pageSize)
    {
        var read = Parse(query);

        Assert.Equal((startIndex, pageSize), (read.StartIndex, read.PageSize));
        Assert.Null(read.Cursor);
    }

    [Theory]
    [InlineData("count=ten", "invalidValue")]
    [InlineData("count=1.5", "invalidValue")]
    [InlineData("startIndex=first", "invalidValue")]
    [InlineData("cursor=&count=0", "invalidCount")]
    [InlineData("cursor=&count=-1", "invalidCount")]
    [InlineData("cursor=&count=ten", "invalidCount")]
    [InlineData("filter=userName", "invalidFilter")]
    [InlineData("sortBy=shoeSize", "invalidValue")]
    [InlineData("sortBy=name", "invalidValue")]
    [InlineData("sortBy=password", "invalidValue")]
    [InlineData("sortBy=userName&sortOrder=down", "invalidValue")]
    [InlineData("attributes=userName&excludedAttributes=title", "invalidValue")]
    public void What_makes_no_sense_is_refused(string query, string scimType) =>
        Assert.Equal(scimType, Assert.Throws<ScimException>(() => Parse(query)).ScimType);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_filter_is_none_unless_the_server_is_strict(string filter)
    {
        var body = Json.Object("""{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}""").With("filter", new ScimString(filter));
        var log = new ToleranceLog();

        Assert.Null(ListQuery.ParseSearchRequest(body, ScimResourceTypes.User, Dialect.Tolerant, log).Filter);
        Assert.Equal("empty-filter", Assert.Single(log.Entries).Code);
        Assert.Equal("invalidFilter", Assert.Throws<ScimException>(() => ListQuery.ParseSearchRequest(body, ScimResourceTypes.User, Dialect.Strict)).ScimType);
    }

    [Theory]
    [InlineData("userName+eq+%22jane%22", "userName eq \"jane\"")]
    [InlineData("+userName+eq+%22jane%22+", " userName eq \"jane\" ")]
    [InlineData("userName%20eq%20%22jane%22", "userName eq \"jane\"")]
    [InlineData("userName%20eq%20%22jane%2Blists%40example.com%22", "userName eq \"jane+lists@example.com\"")]
    [InlineData("userName%20eq%20%22jane+lists@example.com%22", "userName eq \"jane+lists@example.com\"")]
    [InlineData("userName+eq+\"jane+lists@example.com\"", "userName eq \"jane+lists@example.com\"")]
    [InlineData("userName+eq+%22jane+a+b%40example.com%22+and+displayName+eq+%22Jane+Doe%22", "userName eq \"jane+a+b@example.com\" and displayName eq \"Jane Doe\"")]
    [InlineData("displayName%20eq%20%22Data+Team%22", "displayName eq \"Data+Team\"")]
    [InlineData("displayName+eq+%22Data+Team%22", "displayName eq \"Data Team\"")]
    [InlineData("displayName+eq+%22Data%2BTeam%22", "displayName eq \"Data+Team\"")]
    [InlineData("displayName+eq+%22a+@+b%22", "displayName eq \"a @ b\"")]
    [InlineData("displayName+eq+%22Jane+Doe+<jane@example.com>%22", "displayName eq \"Jane Doe <jane@example.com>\"")]
    [InlineData("displayName+eq+%22a+%5C%22b+c%22", "displayName eq \"a \\\"b c\"")]
    [InlineData("displayName+eq+%22%C3%A9+%E2%82%AC%22", "displayName eq \"é €\"")]
    [InlineData("displayName+eq+%22open+", "displayName eq \"open ")]
    [InlineData("displayName+eq+%22open+%5C", "displayName eq \"open \\")]
    [InlineData("+", " ")]
    [InlineData("", "")]
    public void A_plus_in_the_filter_of_a_URL_is_what_the_client_meant(string encoded, string meant) => Assert.Equal(meant, QueryFilter.Decode(encoded));

    [Fact]
    public void A_filter_of_a_hundred_thousand_texts_is_decoded_too()
    {
        var parts = Enumerable.Repeat("userName+eq+%22a+b%22", 100_000).ToList();

        Assert.Equal(string.Join(" or ", parts.Select(_ => "userName eq \"a b\"")), QueryFilter.Decode(string.Join("+or+", parts)));
    }

    [Theory]
    [InlineData("sortBy=userName", "userName", false)]
    [InlineData("sortBy=NAME.familyname&sortOrder=Descending", "name.familyName", true)]
    [InlineData("sortBy=emails&sortOrder=ascending", "emails.value", false)]
    [InlineData("sortOrder=descending", null, true)]
    public void Sorting_is_by_a_known_attribute(string query, string? path, bool descending)
    {
        var read = Parse(query);

        Assert.Equal((path, descending), (read.SortBy?.ToString(), read.Descending));
    }

    [Fact]
    public void An_empty_cursor_asks_for_the_first_page() => Assert.Equal("", Parse("cursor=").Cursor);

    [Fact]
    public void A_search_request_says_the_same_as_a_query()
    {
        var body = Json.Object("""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"attributes":["displayName","userName"],
             "filter":"displayName sw \"smith\"","startIndex":1,"count":10,"sortBy":"userName"}
            """);

        var read = ListQuery.ParseSearchRequest(body, ScimResourceTypes.User, Dialect.Strict);

        Assert.Equal("displayName sw \"smith\"", read.Filter?.ToString());
        Assert.Equal((1, 10, "userName"), (read.StartIndex, read.PageSize, read.SortBy?.ToString()));
        Assert.True(read.Projection.Includes("displayName"));
        Assert.False(read.Projection.Includes("title"));
    }

    [Theory]
    [InlineData("""{"count":"many"}""")]
    [InlineData("""{"filter":7}""")]
    [InlineData("""{"attributes":[7]}""")]
    [InlineData("""{"sortBy":["userName"]}""")]
    public void A_search_request_of_wrong_types_is_refused(string body) => Assert.Equal(
        "invalidValue",
        Assert.Throws<ScimException>(() => ListQuery.ParseSearchRequest(Json.Object(body), ScimResourceTypes.User, Dialect.Tolerant)).ScimType);

    [Theory]
    [InlineData("userName", false, "2 1 3")]
    [InlineData("userName", true, "3 1 2")]
    [InlineData("title", false, "1 2 3")]
    [InlineData("title", true, "2 3 1")]
    [InlineData("emails", false, "3 1 2")]
    [InlineData("meta.created", false, "2 3 1")]
    [InlineData("active", false, "2 1 3")]
    public void Resources_are_ordered_by_type_and_case_with_missing_values_last(string sortBy, bool descending, string ids)
    {
        var order = new ResourceOrder(Parse("sortBy=" + sortBy).SortBy!, descending);
        ScimObject[] users =
        [
            Json.Object("""{"id":"1","userName":"bea","title":"Guide","emails":[{"value":"z@x"},{"value":"M@x","primary":true}],"meta":{"created":"2011-01-01T00:00:00Z"},"active":true}"""),
            Json.Object("""{"id":"2","userName":"Anna","emails":[{"value":"n@x"},{"value":"a@x"}],"meta":{"created":"2010-12-31T23:00:00Z"},"active":false}"""),
            Json.Object("""{"id":"3","userName":"Carla","emails":[{"value":"b@x"}],"meta":{"created":"2011-01-01T00:30:00+01:00"}}"""),
        ];

        Assert.Equal(ids, string.Join(' ', users.Order(order).Select(user => user.GetString("id"))));
    }

    private static ListQuery Parse(string query)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return ListQuery.Parse(name => parameters.GetValueOrDefault(name), ScimResourceTypes.User, Dialect.Tolerant);
    }
}
