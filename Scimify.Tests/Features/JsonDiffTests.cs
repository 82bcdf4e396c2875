using Scimify.Portal.Shared.Logs;

namespace Scimify.Tests.Features;

public sealed class JsonDiffTests
{
    [Fact]
    public void Changed_values_stand_before_those_that_stayed()
    {
        var rows = JsonDiff.Of("""{"name":"A","policies":{"strict":false,"limit":3}}""", """{"name":"A","policies":{"strict":true,"limit":3}}""");
        Assert.Equal(
            [new DiffRow("policies.strict", "no", "yes"), new DiffRow("name", "A", "A"), new DiffRow("policies.limit", "3", "3")],
            rows);
    }

    [Fact]
    public void What_came_and_what_went_are_told_from_null() => Assert.Equal(
        [new DiffRow("b", null, "none"), new DiffRow("a", "none", null)],
        JsonDiff.Of("""{"a":null}""", """{"b":null}"""));

    [Fact]
    public void Lists_are_compared_place_by_place() => Assert.Equal(
        [new DiffRow("tags[1]", null, "y"), new DiffRow("tags[0]", "x", "x")],
        JsonDiff.Of("""{"tags":["x"]}""", """{"tags":["x","y"]}"""));

    [Fact]
    public void An_empty_object_or_list_is_a_value_of_its_own() => Assert.Equal(
        [new DiffRow("a", "{}", "[]")], JsonDiff.Of("""{"a":{}}""", """{"a":[]}"""));

    [Fact]
    public void No_document_on_either_side_means_nothing_to_show() => Assert.Empty(JsonDiff.Of(null, null));
}
