using Scimify.Core.Primitives;

namespace Scimify.Tests.Primitives;

public sealed class TextClipTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab\U0001F600", 4, "ab\U0001F600")]
    [InlineData("ab\U0001F600", 3, "ab")]
    [InlineData("ab\U0001F600d", 3, "ab")]
    [InlineData("ab\U0001F600d", 4, "ab\U0001F600")]
    [InlineData("\U0001F600", 1, "")]
    [InlineData("abc", 0, "")]
    public void A_text_is_cut_to_a_length_and_never_within_a_character(string text, int most, string clipped)
    {
        Assert.Equal(clipped, text.Clipped(most));
        Assert.Equal(clipped.Length == text.Length ? text : clipped + "...", text.Excerpt(most));
    }
}
