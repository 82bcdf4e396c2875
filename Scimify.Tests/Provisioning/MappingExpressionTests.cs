using Scimify.Core.Directory.Mappings;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Provisioning;

public sealed class MappingExpressionTests
{
    private static readonly ScimObject Grace = ScimJson.ParseObject(
        """
        {"userName":"grace","displayName":"Grace Hopper","name":{"givenName":"Grace","familyName":"Hopper"},"title":"","active":true,
         "emails":[{"value":"g@home.example","type":"home"},{"value":"grace@example.com","type":"work","primary":true}],
         "phoneNumbers":[{"value":"1","type":"fax"},{"value":"2","type":"mobile"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Navy","manager":{"value":"m1"}},
         "urn:scimify:params:scim:schemas:extension:looker:2.0:User":{"level":7}}
        """u8.ToArray());

    [Theory]
    [InlineData("userName", "grace")]
    [InlineData("USERNAME", "grace")]
    [InlineData("name.givenName", "Grace")]
    [InlineData("title", null)]
    [InlineData("nickName", null)]
    [InlineData("active", "true")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "Navy")]
    [InlineData("department", "Navy")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", "m1")]
    [InlineData("emails", "grace@example.com")]
    [InlineData("emails.value", "grace@example.com")]
    [InlineData("emails.type", "work")]
    [InlineData("emails[type eq \"home\"]", "g@home.example")]
    [InlineData("emails[type eq \"home\"].value", "g@home.example")]
    [InlineData("emails[type eq \"other\"].value", null)]
    [InlineData("phoneNumbers", "1")]
    [InlineData("phoneNumbers[type eq \"mobile\"].value", "2")]
    public void An_attribute_is_taken_by_its_path(string path, string? value) =>
        Assert.Equal(value, MappingExpression.Parse(MappingSourceKind.Attribute, path, "x").Evaluate(Grace, "string"));

    [Theory]
    [InlineData("{userName}@{department}", "grace@Navy")]
    [InlineData("{ userName }", "grace")]
    [InlineData("a{{b}}{userName}", "a{b}grace")]
    [InlineData("{{{userName}}}", "{grace}")]
    [InlineData("{userName}{nickName}", null)]
    [InlineData("{emails[value eq \"g@home.example\"].type}!", "home!")]
    [InlineData("{emails[value ne \"}\"].type}", "work")]
    public void A_template_puts_values_for_braces(string template, string? value) =>
        Assert.Equal(value, MappingExpression.Parse(MappingSourceKind.Template, template, "x").Evaluate(Grace, "string"));

    [Theory]
    [InlineData("attribute", "", "\"\" is not a path.")]
    [InlineData("attribute", "shoeSize", "User has no attribute \"shoeSize\".")]
    [InlineData("attribute", "name", "\"name\" has parts: name one of them.")]
    [InlineData("attribute", "password", "\"password\" cannot be mapped.")]
    [InlineData("attribute", "id", "\"id\" cannot be mapped.")]
    [InlineData("attribute", "groups.value", "\"groups.value\" cannot be mapped.")]
    [InlineData("attribute", "meta.created", "\"meta.created\" cannot be mapped.")]
    [InlineData("constant", "", "A constant needs a text.")]
    [InlineData("template", "plain", "A template needs at least one attribute in braces, such as {userName}.")]
    [InlineData("template", "{userName", "The brace at place 1 is not closed; write {{ for a brace.")]
    [InlineData("template", "{userName}}", "The brace at place 11 closes nothing; write }} for a brace.")]
    [InlineData("template", "x{}", "\"\" is not a path.")]
    [InlineData("template", "{shoeSize}", "User has no attribute \"shoeSize\".")]
    public void What_is_not_of_the_grammar_is_told(string kind, string text, string problem) => Assert.Equal(
        problem,
        Assert.Throws<FormatException>(() => MappingExpression.Parse(Enum.Parse<MappingSourceKind>(kind, ignoreCase: true), text, "x")).Message);

    [Fact]
    public void A_constant_is_the_same_for_everybody() =>
        Assert.Equal("{x}", MappingExpression.Parse(MappingSourceKind.Constant, "{x}", "x").Evaluate(Grace, "string"));

    [Fact]
    public void Lookers_yes_and_no_are_words_of_their_own() =>
        Assert.Equal("yes", MappingExpression.Parse(MappingSourceKind.Attribute, "active", "x").Evaluate(Grace, "yesno"));

    [Fact]
    public void An_attribute_of_our_own_extension_is_found_by_the_name_that_Looker_gave_it() =>
        Assert.Equal("7", MappingExpression.Parse(MappingSourceKind.Extension, "", "level").Evaluate(Grace, "number"));
}
