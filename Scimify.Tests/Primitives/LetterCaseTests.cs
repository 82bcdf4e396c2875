using Scimify.Core.Primitives;

namespace Scimify.Tests.Primitives;

public sealed class LetterCaseTests
{
    [Theory]
    [InlineData("Disable", "disable", "DISABLE", "Disable")]
    [InlineData("userName", "username", "USERNAME", "UserName")]
    [InlineData("a", "a", "A", "A")]
    [InlineData("", "", "", "")]
    public void A_word_has_three_cases(string word, string lower, string upper, string capital) =>
        Assert.Equal((lower, upper, capital), (LetterCase.Lower(word), LetterCase.Upper(word), LetterCase.Capital(word)));
}
