using System.Text;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

public sealed class ScimTextTests
{
    [Theory]
    [InlineData("JENSEN", "jensen")]
    [InlineData("ZOE\u0308", "zo\u00eb")]
    [InlineData("\u212B", "\u00e5")]
    [InlineData("A\u030A\u0301", "\u01fb")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("D\u0307\u0323", "\u1E0D\u0307")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u2126", "\u03c9")]
    [InlineData("\U0001F600 \u0416\u0306", "\U0001F600 \u04c2")]
    [InlineData("\uFB01", "\uFB01")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    public void Text_is_compared_in_normal_form_and_lower_case(string text, string normal) =>
        Assert.Equal(normal, ScimText.Normalise(text));

    [Fact]
    public void Normalising_twice_changes_nothing()
    {
        for (var code = 0x20; code < 0x3400; code++)
        {
            if (Rune.IsValid(code))
            {
                var once = ScimText.Normalise("e" + new Rune(code) + "\u0301");
                Assert.Equal(once, ScimText.Normalise(once));
            }
        }
    }

    [Fact]
    public void Normal_form_C_is_that_of_another_implementation() => Assert.All(
        Json.Fixture("unicode-nfc.json").GetArray("cases")!.Cast<ScimArray>(),
        pair => Assert.Equal(((ScimString)pair[1]).Value, CanonicalComposition.Compose(((ScimString)pair[0]).Value)));

    [Fact]
    public void A_long_run_of_marks_is_no_burden() =>
        Assert.Equal(200_001, ScimText.Normalise("e" + string.Concat(Enumerable.Repeat("\u0323\u0315", 100_000))).Length + 1);

    [Theory]
    [InlineData("2011-05-13T04:42:34Z", "2011-05-13T04:42:34.0000000Z")]
    [InlineData("0001-01-03T00:00:00.0000000Z", "0001-01-03T00:00:00.0000000Z")]
    [InlineData("2011-05-13T04:42:34.1234567Z", "2011-05-13T04:42:34.1234567Z")]
    [InlineData("2011-05-13T04:42:34.12345678901234567890Z", "2011-05-13T04:42:34.1234567Z")]
    [InlineData("2011-05-13T06:42:34.5+02:00", "2011-05-13T04:42:34.5000000Z")]
    [InlineData("2011-05-13T04:42:34", "2011-05-13T04:42:34.0000000Z")]
    [InlineData("2024-02-29T23:59:59-14:00", "2024-03-01T13:59:59.0000000Z")]
    public void Moments_are_read(string text, string instant)
    {
        Assert.True(ScimDateTime.TryParse(text, out var read));
        Assert.Equal(instant, read.UtcDateTime.ToString("O"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2011-05-13")]
    [InlineData("2011-02-29T04:42:34Z")]
    [InlineData("2011-05-13T24:42:34Z")]
    [InlineData("2011-05-13T04:42:34.Z")]
    [InlineData("2011-05-13T04:42:34+2")]
    [InlineData("2011-05-13 04:42:34Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("2011-05-13T04:42:34ZZ")]
    public void What_is_no_moment_is_not_read(string text) => Assert.False(ScimDateTime.TryParse(text, out _));
}
