using System.Globalization;
using Scimify.Core.Primitives;

namespace Scimify.Tests.Primitives;

public sealed class LetterCaseTests
{
    [Fact]
    public void Words_have_the_same_case_wherever_the_server_stands()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Assert.Equal(("disable", "DISABLE", "Disable", ""), (LetterCase.Lower("DISABLE"), LetterCase.Upper("disable"), LetterCase.Capital("disable"), LetterCase.Capital("")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
