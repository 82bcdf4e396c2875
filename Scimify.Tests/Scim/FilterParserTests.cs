using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;

namespace Scimify.Tests.Scim;

public sealed class FilterParserTests
{
    [Theory]
    // RFC 7644 section 3.4.2.2, figure 2 and the examples below it.
    [InlineData("""userName Eq "john" """, """userName eq "john" """)]
    [InlineData("""Username eq "john" """, """Username eq "john" """)]
    [InlineData("""userName eq "bjensen" """, """userName eq "bjensen" """)]
    [InlineData("""name.familyName co "O'Malley" """, """name.familyName co "O'Malley" """)]
    [InlineData("""urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J" """, """urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J" """)]
    [InlineData("title pr", "title pr")]
    [InlineData("""meta.lastModified gt "2011-05-13T04:42:34Z" """, """meta.lastModified gt "2011-05-13T04:42:34Z" """)]
    [InlineData("""title pr and userType eq "Employee" """, """title pr and userType eq "Employee" """)]
    [InlineData("""title pr or userType eq "Intern" """, """title pr or userType eq "Intern" """)]
    [InlineData("""schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User" """, """schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User" """)]
    [InlineData("""userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")""", """userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")""")]
    [InlineData("""userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")""", """userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")""")]
    [InlineData("""emails[type eq "work" and value co "@example.com"]""", """emails[type eq "work" and value co "@example.com"]""")]
    [InlineData("""emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]""", """emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]""")]
    // Precedence: not, then and, then or.
    [InlineData("a pr or b pr and c pr", "a pr or (b pr and c pr)")]
    [InlineData("a pr and b pr or c pr", "(a pr and b pr) or c pr")]
    [InlineData("(a pr or b pr) and c pr", "(a pr or b pr) and c pr")]
    [InlineData("not (a pr) and b pr", "not (a pr) and b pr")]
    [InlineData("NOT(a pr)OR b pr", "not (a pr) or b pr")]
    [InlineData("a pr and b pr and c pr", "a pr and b pr and c pr")]
    [InlineData("((a pr))", "a pr")]
    [InlineData("not (not (a pr))", "not (not (a pr))")]
    // Literals.
    [InlineData("active eq true", "active eq true")]
    [InlineData("active eq False", "active eq false")]
    [InlineData("title eq null", "title eq null")]
    [InlineData("a eq -12.5e+3", "a eq -12.5e+3")]
    [InlineData("a eq 0", "a eq 0")]
    [InlineData("""a eq "say \"hi\" \\ \u00e9\n" """, """a eq "say \"hi\" \\ é\n" """)]
    [InlineData("""a eq "" """, """a eq "" """)]
    // A value path with a sub-attribute is Entra's, and the name "not" is an attribute like any other.
    [InlineData("""emails[type eq "work"].value eq "a@x.org" """, """emails[type eq "work" and value eq "a@x.org"]""")]
    [InlineData("""emails[type eq "work" or primary eq true].value pr""", """emails[(type eq "work" or primary eq true) and value pr]""")]
    [InlineData("not pr", "not pr")]
    [InlineData("members[$ref pr]", "members[$ref pr]")]
    [InlineData("  a\tpr  ", "a pr")]
    public void Filters_are_read_to_a_tree(string text, string printed)
    {
        Assert.Equal(printed.Trim(), FilterParser.Parse(text).ToString());
        Assert.Equal(FilterParser.Parse(text), FilterParser.Parse(printed));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("  ", 3)]
    [InlineData("userName", 9)]
    [InlineData("userName eq", 12)]
    [InlineData("userName eq bjensen", 13)]
    [InlineData("userName eq 'bjensen'", 13)]
    [InlineData("userName is \"x\"", 10)]
    [InlineData("userName eq \"x", 13)]
    [InlineData("userName eq \"x\\", 13)]
    [InlineData("userName eq \"\\x\"", 13)]
    [InlineData("userName eq \"\\ud800\"", 13)]
    [InlineData("userName eq \"\\u0000\"", 13)]
    [InlineData("userName eq \"a\nb\"", 13)]
    [InlineData("userName eq \"x\" \"y\"", 17)]
    [InlineData("userName eq \"x\" and", 20)]
    [InlineData("userName eq \"x\" xor title pr", 17)]
    [InlineData("(userName pr", 13)]
    [InlineData("userName pr)", 12)]
    [InlineData("not userName pr", 5)]
    [InlineData("emails[type pr", 15)]
    [InlineData("emails[]", 8)]
    [InlineData("emails[type pr].", 17)]
    [InlineData("emails[ims[type pr]]", 12)]
    [InlineData("1name pr", 1)]
    [InlineData("name..familyName pr", 1)]
    [InlineData("name.familyName.x pr", 1)]
    [InlineData("a eq 012", 6)]
    [InlineData("a eq 1.", 6)]
    [InlineData("a eq +1", 6)]
    [InlineData("a eq 1e999", 6)]
    [InlineData("a eq truely", 6)]
    public void A_malformed_filter_is_refused_with_its_place(string text, int place)
    {
        var refused = Assert.Throws<ScimException>(() => FilterParser.Parse(text));

        Assert.Equal((400, "invalidFilter"), (refused.Status, refused.ScimType));
        Assert.Contains($"at character {place}:", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_parentheses_are_read_and_a_thousand_refused()
    {
        Assert.Equal("a pr", FilterParser.Parse(new string('(', 99) + "a pr" + new string(')', 99)).ToString());
        Assert.Contains("deeper", Assert.Throws<ScimException>(() => FilterParser.Parse(new string('(', 1000) + "a pr" + new string(')', 1000))).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_is_flat_and_an_endless_one_refused()
    {
        var chain = FilterParser.Parse(string.Join(" or ", Enumerable.Range(0, 9_000).Select(i => $"a eq {i}")));

        Assert.Equal(9_000, Assert.IsType<Or>(chain).Terms.Count);
        Assert.Throws<ScimException>(() => FilterParser.Parse(string.Join(" or ", Enumerable.Range(0, 11_000).Select(i => $"a eq {i}"))));
    }
}
