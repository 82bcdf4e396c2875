using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Messages;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

/// <summary>Sizes that a client may send. Work that grows with their square would take hours here.</summary>
public sealed class RobustnessTests
{
    [Fact]
    public void A_body_of_five_megabytes_is_read()
    {
        var members = string.Join(',', Enumerable.Range(0, 80_000).Select(i => $$"""{"value":"user{{i}}","type":"User","display":"User {{i}}"}"""));
        var group = GroupBody.ReadForCreate(
            Json.Object($$"""{"displayName":"b","members":[{{members}}]}"""), ScimResourceTypes.Group, Dialect.Tolerant, new ToleranceLog());

        Assert.Equal(80_000, group.Members!.Count);
    }

    [Fact]
    public void A_body_of_a_hundred_thousand_names_is_read()
    {
        var names = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"name{i}\":\"bulkId:{i}\""));
        var body = Json.Object($$"""{"userName":"b",{{names}}}""");

        Assert.Equal(2, ResourceReader.ReadForCreate(body, ScimResourceTypes.User, Dialect.Tolerant, new ToleranceLog()).Count);
        Assert.Equal(100_001, BulkReferences.Resolve(body, id => id).Count);
    }

    [Theory]
    [InlineData("""{"op":"add","path":"emails","value":[{"value":"same@example.com","type":"work","display":"#"}]}""")]
    [InlineData("""{"op":"replace","value":{"name.givenName":"#","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"#"}}""")]
    [InlineData("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"#@example.com"}""")]
    [InlineData("""{"op":"replace","path":"emails[value eq \"#\" or type eq \"work\"].value","value":"#"}""")]
    [InlineData("""{"op":"remove","path":"emails[value eq \"#\"]"}""")]
    public void Ten_thousand_operations_are_applied(string operation)
    {
        var patched = Patch("""{"op":"add","path":"emails","value":[{"value":"b@example.com","type":"work"}]},""" + string.Join(',', Enumerable.Range(0, 9_999).Select(i => operation.Replace("#", $"{i}", StringComparison.Ordinal))));

        Assert.Equal("b", patched.GetString("userName"));
    }

    [Fact]
    public void Operations_that_each_look_through_thousands_of_values_are_refused()
    {
        var emails = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"value":"u{{i}}@example.com"}"""));
        var operations = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$"""{"op":"add","path":"emails[value eq \"u{{i}}@example.com\"].display","value":"x"}"""));

        var refused = Assert.Throws<ScimException>(() => Patch($$"""{"op":"add","path":"emails","value":[{{emails}}]},{{operations}}"""));

        Assert.Equal(413, refused.Status);
    }

    [Theory]
    [InlineData("(", "a pr", ")", 1_000)]
    [InlineData("(", "a pr", ")", 1_000_000)]
    [InlineData("not (", "a pr", ")", 1_000)]
    [InlineData("emails[", "a pr", "]", 1_000)]
    [InlineData("a eq \"x\" and (", "a pr", ")", 100_000)]
    [InlineData("", "a eq \"", "\\\\", 1_000_000)]
    public void A_filter_of_any_depth_is_refused(string open, string inner, string close, int times) =>
        Assert.Throws<ScimException>(() => FilterParser.Parse(
            string.Concat(Enumerable.Repeat(open, times)) + inner + string.Concat(Enumerable.Repeat(close, times))));

    [Fact]
    public void A_filter_of_thousands_of_terms_is_evaluated()
    {
        var filter = FilterBinder.Bind(
            FilterParser.Parse(string.Join(" or ", Enumerable.Range(0, 10_000).Select(i => $"userName eq \"u{i}\""))),
            ScimResourceTypes.User,
            Dialect.Tolerant);

        Assert.True(FilterEvaluator.Matches(filter, Json.Object("""{"userName":"U9999"}""")));
    }

    private static ScimObject Patch(string operations)
    {
        var log = new ToleranceLog();
        var body = Json.Object($$"""{"Operations":[{{operations}}]}""");
        return PatchEngine.Apply(
            Json.Object("""{"userName":"b"}"""),
            PatchRequest.Parse(body, ScimResourceTypes.User, Dialect.Tolerant, log),
            ScimResourceTypes.User,
            Dialect.Tolerant,
            log);
    }
}
