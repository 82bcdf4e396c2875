using System.Text.RegularExpressions;
using Scimify.Portal.Shared.Guides;

namespace Scimify.Tests.Features.Guides;

/// <summary>What every guide has.</summary>
public sealed partial class GuideDataTests
{
    private static readonly string[] Providers =
        ["okta", "entra", "onelogin", "jumpcloud", "pingone", "pingfederate", "google", "keycloak", "authentik", "sailpoint", "other"];

    public static TheoryData<string> Keys => [.. ProviderGuide.All.Select(guide => guide.Key)];

    [Fact]
    public void The_providers_are_these_and_an_unknown_one_is_the_first()
    {
        Assert.Equal(Providers, ProviderGuide.All.Select(guide => guide.Key));
        Assert.Equal(Providers.Length, ProviderGuide.All.Select(guide => guide.Name).Distinct().Count());
        Assert.Equal(["okta", "okta", "entra", "okta"], new[] { "okta", "nobody", "entra", null }.Select(key => ProviderGuide.Of(key).Key));
    }

    [Theory]
    [InlineData("okta")]
    [InlineData("okta", "Production")]
    [InlineData("entra", "Production", "Microsoft Entra ID")]
    [InlineData("entra", "entra pilot", "Okta")]
    [InlineData("sailpoint", "sailpoint-2027")]
    public void The_names_of_tokens_tell_the_provider(string key, params string[] names) => Assert.Equal(key, ProviderGuide.Guess(names).Key);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_check_comes_once_and_in_its_order(string key) =>
        Assert.Equal(Enum.GetValues<GuideCheck>(), ProviderGuide.Of(key).Steps.Select(step => step.Check).OfType<GuideCheck>());

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_form_asks_for_the_address_first_and_for_a_token(string key)
    {
        var fields = ProviderGuide.Of(key).Fields.ToList();
        Assert.Equal(GuideAddresses.ScimPlace, fields[0].Value);
        Assert.Contains(fields, field => !field.IsCopied && field.Value.Contains("the token", StringComparison.Ordinal));
        Assert.Equal(fields.Count, fields.Select(field => field.Label).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void User_name_address_and_group_name_have_a_source(string key)
    {
        var attributes = ProviderGuide.Of(key).Attributes;
        var paths = attributes.Where(attribute => !attribute.IsOfGroup).Select(attribute => attribute.Scim).ToList();
        Assert.Equal("userName", paths[0]);
        Assert.Single(paths, path => path.StartsWith("emails", StringComparison.Ordinal));
        Assert.Contains("active", paths);
        Assert.Equal("displayName", attributes.Single(attribute => attribute.IsOfGroup).Scim);
        Assert.Equal(paths.Count, paths.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Instructions_are_sentences_and_nothing_is_empty(string key)
    {
        var guide = ProviderGuide.Of(key);
        string[] sentences = [guide.About, guide.Groups, guide.Rotation, .. guide.Traps, .. guide.Steps.SelectMany(step => step.Lines), .. guide.Attributes.Select(attribute => attribute.Why)];
        string[] labels = [guide.Name, guide.Where, .. guide.Steps.Select(step => step.Title), .. guide.Fields.SelectMany(field => new[] { field.Label, field.Value }), .. guide.Attributes.SelectMany(a => new[] { a.Scim, a.Source })];
        Assert.All(sentences, sentence => Assert.Matches(Sentence(), sentence));
        Assert.All(labels, label => Assert.Matches(Label(), label));
        Assert.NotEmpty(guide.Traps);
        Assert.All(guide.Steps, step => Assert.NotEmpty(step.Lines));
    }

    /// <summary>Screens change their colours and sides sooner than their names.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void Screens_are_described_by_their_names(string key)
    {
        var guide = ProviderGuide.Of(key);
        Assert.All(guide.Traps.Concat(guide.Steps.SelectMany(step => step.Lines)), line => Assert.DoesNotMatch(Ageing(), line));
        Assert.All(guide.Traps.Concat(guide.Steps.SelectMany(step => step.Lines)), line => Assert.Equal(line.Count(c => c == '“'), line.Count(c => c == '”')));
    }

    [Fact]
    public void Places_of_addresses_are_filled_in() => Assert.Equal(
        "https://a/scim/v2 and https://a/oauth/token",
        new GuideAddresses("https://a/scim/v2", "https://a/oauth/token").Fill($"{GuideAddresses.ScimPlace} and {GuideAddresses.TokenEndpointPlace}"));

    [Theory]
    [InlineData("Save.", "Save.")]
    [InlineData("“Save”", "<Save>")]
    [InlineData("Open “A › B”, then “C”.", "Open |<A › B>|, then |<C>|.")]
    [InlineData("“A”“B”", "<A>|<B>")]
    public void What_a_screen_says_is_told_from_the_rest(string sentence, string parts) =>
        Assert.Equal(parts, string.Join('|', GuideText.PartsOf(sentence).Select(part => part.IsLabel ? $"<{part.Text}>" : part.Text)));

    [GeneratedRegex(@"^[A-Z“a].*[^\s.,;:]”?\.$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^\S(.*[^\s.,;:])?$")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(blue|green|grey|red|left|right-hand|top right|bottom|icon|click)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ageing();
}
