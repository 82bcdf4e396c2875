using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Scimify.Portal.CommandLine.AsCode;

namespace Scimify.Tests.CommandLine.AsCode;

/// <summary>The YAML of configuration as code: what JSON has, and nothing that makes a small text large.</summary>
public sealed class YamlTests
{
    private static readonly Config Bounded = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: -7", """{"a":-7}""")]
    [InlineData("a: 1.5", """{"a":1.5}""")]
    [InlineData("a: true\nb: False", """{"a":true,"b":false}""")]
    [InlineData("a:\nb: ~\nc: null", """{"a":null,"b":null,"c":null}""")]
    [InlineData("a: \"1\"\nb: 'true'\nc: \"\"", """{"a":"1","b":"true","c":""}""")]
    [InlineData("a: yes\nb: no\nc: on", """{"a":"yes","b":"no","c":"on"}""")]
    [InlineData("a: 010\nb: 0x10\nc: 1_000\nd: .inf", """{"a":"010","b":"0x10","c":"1_000","d":".inf"}""")]
    [InlineData("a: 2026-11-01", """{"a":"2026-11-01"}""")]
    [InlineData("a: [1, two, {b: c}]", """{"a":[1,"two",{"b":"c"}]}""")]
    [InlineData("- a\n- b: c", """["a",{"b":"c"}]""")]
    [InlineData("# only a comment", "null")]
    [InlineData("a: |\n  two\n  lines\n", """{"a":"two\nlines\n"}""")]
    public void Text_means_what_it_means_in_YAML_1_2(string yaml, string json) =>
        Assert.Equal(json, YamlTree.Parse(yaml).Root?.ToJsonString() ?? "null");

    [Theory]
    [InlineData("a: &x 1\nb: *x", 1, "has an anchor or an alias")]
    [InlineData("a: 1\nb: *x", 2, "has an anchor or an alias")]
    [InlineData("a: !!binary aGk=", 1, "has a tag")]
    [InlineData("a: 1\n\nb: 2\na: 3", 4, "has the member a twice")]
    [InlineData("a: 1\n---\nb: 2", 2, "has a second document")]
    [InlineData("? [a]\n: b", 1, "has a member whose name is no text")]
    [InlineData("a: 1\nb: [", 2, "is not YAML")]
    [InlineData("a: \"open", 1, "is not YAML")]
    [InlineData("a:\n\t- b", 1, "is not YAML")]
    public void What_is_not_expected_is_refused_with_its_line(string yaml, int line, string rule)
    {
        var refused = Assert.Throws<YamlProblemException>(() => YamlTree.Parse(yaml));

        Assert.StartsWith(rule, refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.Line, line, line + 1);
    }

    /// <summary>Depth ends the reading, not the stack.</summary>
    [Theory]
    [InlineData(31)]
    [InlineData(200_000)]
    public void Depth_is_bounded(int depth) =>
        Assert.Equal("has more than 30 levels.", Assert.Throws<YamlProblemException>(() => YamlTree.Parse(new string('[', depth) + new string(']', depth))).Message);

    [Fact]
    public void Thirty_levels_are_enough_for_every_file() => Assert.NotNull(YamlTree.Parse(new string('[', 30) + new string(']', 30)).Root);

    [Fact]
    public void Every_value_has_a_line_and_a_missing_one_that_of_what_it_would_be_in()
    {
        var tree = YamlTree.Parse("people:\n  - email: a@example.com\n    role: Owner\n  -\n    email: b@example.com\n");

        Assert.Equal([1, 2, 3, 5, 1], new[] { "people", "people.0.email", "people.0.role", "people.1.email", "providers.0" }.Select(tree.LineOf));
        Assert.Equal(2, tree.LineOf("people.0.locked"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("no")]
    [InlineData("")]
    [InlineData(" padded ")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("*a")]
    [InlineData("two\nlines\n")]
    [InlineData("tab\tand\u0001control")]
    [InlineData("\ud83d\ude00 é \u2028")]
    [InlineData("https://looker.example.com:19999")]
    [InlineData("c:")]
    [InlineData("---")]
    [InlineData("2026-11-01")]
    [InlineData("quote \" backslash \\ percent %")]
    public void A_text_stays_the_text_that_it_is(string text)
    {
        var document = new JsonObject { ["a"] = text, ["b"] = new JsonArray(text, new JsonObject { ["c"] = text }) };

        Assert.Equal(document.ToJsonString(), YamlTree.Parse(YamlText.Of(document)).Root!.ToJsonString());
    }

    [Fact]
    public void Any_document_that_is_written_and_read_again_is_equal() => Check.One(Bounded, Prop.ForAll<string?[], int[]>((texts, numbers) =>
    {
        var document = new JsonObject
        {
            ["texts"] = new JsonArray([.. (texts ?? []).Where(text => text is null || Scimify.Portal.Shared.Inputs.InputText.IsWellFormed(text)).Select(text => JsonValue.Create(text))]),
            ["numbers"] = new JsonArray([.. (numbers ?? []).Select(number => new JsonObject { [number.ToString(CultureInfo.InvariantCulture)] = number })]),
            ["none"] = new JsonObject { ["inner"] = null, ["empty"] = new JsonObject(), ["list"] = new JsonArray() },
        };
        return JsonNode.DeepEquals(document, YamlTree.Parse(YamlText.Of(document)).Root);
    }));

    [Fact]
    public void A_reference_to_a_secret_is_one_line() =>
        Assert.Equal("a:\n  clientSecret: {env: NAME}\n", YamlText.Of(new JsonObject { ["a"] = new JsonObject { ["clientSecret"] = new JsonObject { ["env"] = "NAME" } } }).Replace("{ env: NAME }", "{env: NAME}", StringComparison.Ordinal));
}
