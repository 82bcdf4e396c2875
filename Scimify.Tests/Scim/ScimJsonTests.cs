using System.Text;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

public sealed class ScimJsonTests
{
    [Theory]
    [InlineData("""{"a":"text","b":true,"c":false,"d":null,"e":-1.50e+2,"f":[1,[],{}],"g":{"h":"é\" <&> \n"}}""")]
    [InlineData("{}")]
    public void Values_are_written_as_they_were_read(string json) =>
        Assert.Equal(json, ScimJson.ToText(Json.Object(json)));

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.Equal("x", ScimJson.ParseObject(Encoding.UTF8.GetBytes("\uFEFF{\"a\":\"x\"}")).GetString("A"));

    [Theory]
    [InlineData("", "invalidSyntax")]
    [InlineData("   ", "invalidSyntax")]
    [InlineData("[]", "invalidSyntax")]
    [InlineData("\"text\"", "invalidSyntax")]
    [InlineData("null", "invalidSyntax")]
    [InlineData("{", "invalidSyntax")]
    [InlineData("{\"a\":1,}", "invalidSyntax")]
    [InlineData("{\"a\":1} {}", "invalidSyntax")]
    [InlineData("{\"a\":1} x", "invalidSyntax")]
    [InlineData("{/* */}", "invalidSyntax")]
    [InlineData("{\"a\":1,\"a\":2}", "invalidSyntax")]
    [InlineData("{\"active\":true,\"Active\":false}", "invalidSyntax")]
    [InlineData("{\"a\":\"\\ud800\"}", "invalidSyntax")]
    [InlineData("{\"\\udc00\":1}", "invalidSyntax")]
    [InlineData("{\"a\":\"\\u0000\"}", "invalidValue")]
    [InlineData("{\"\\u0000\":1}", "invalidValue")]
    [InlineData("{\"a\":1e999}", "invalidValue")]
    public void What_is_no_SCIM_message_is_refused(string json, string scimType)
    {
        var refused = Assert.Throws<ScimException>(() => Json.Object(json));

        Assert.Equal((400, scimType), (refused.Status, refused.ScimType));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() => Assert.Equal(
        "invalidSyntax",
        Assert.Throws<ScimException>(() => ScimJson.ParseObject(new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}' })).ScimType);

    [Fact]
    public void Sixty_four_levels_are_read_and_more_refused()
    {
        Assert.NotNull(Json.Object(Nested(64)));
        Assert.Equal("invalidSyntax", Assert.Throws<ScimException>(() => Json.Object(Nested(65))).ScimType);
        Assert.Equal("invalidSyntax", Assert.Throws<ScimException>(() => Json.Object(Nested(100_000))).ScimType);

        static string Nested(int levels) =>
            string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);
    }

    [Fact]
    public void Objects_are_equal_whatever_the_order_and_case_of_their_names()
    {
        Assert.Equal(Json.Object("""{"a":1,"B":[{"c":"x"}]}"""), Json.Object("""{"b":[{"C":"x"}],"A":1}"""));
        Assert.Equal(Json.Object("""{"a":1,"b":2}""").GetHashCode(), Json.Object("""{"B":2,"A":1}""").GetHashCode());
        Assert.NotEqual(Json.Object("""{"a":[1,2]}"""), Json.Object("""{"a":[2,1]}"""));
        Assert.NotEqual(Json.Object("""{"a":"x"}"""), Json.Object("""{"a":"X"}"""));
    }

    [Fact]
    public void Names_are_found_in_large_objects_too()
    {
        var large = Json.Object("{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"name{i}\":{i}")) + "}");

        Assert.Equal(ScimNumber.Of(499), large["NAME499"]);
        Assert.Null(large["name500"]);
        Assert.Equal(499, large.Without("NAME0").Count);
        Assert.Equal(ScimBoolean.True, large.With("Name7", ScimBoolean.True)["name7"]);
    }
}
