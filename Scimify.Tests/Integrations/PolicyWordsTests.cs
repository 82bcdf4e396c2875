using System.Text.Json;
using Scimify.Core.Integrations;
using Scimify.Core.Primitives;

namespace Scimify.Tests.Integrations;

public sealed class PolicyWordsTests
{
    [Fact]
    public void The_words_of_policies_and_modes_are_those_of_the_contract()
    {
        Assert.Equal(["auto", "review", "off"], PolicyRules.Adoption);
        Assert.Equal(["disable", "delete"], PolicyRules.OnDelete);
        Assert.Equal(["emails", "userName"], PolicyRules.EmailSource);
        Assert.Equal(["report", "repair"], PolicyRules.Drift);
        Assert.Equal(["live", "plan", "paused"], IntegrationModes.Names);
    }

    [Fact]
    public void Policies_are_stored_and_shown_in_words_and_read_back()
    {
        var policies = new IntegrationPolicies
        {
            Adoption = AdoptionPolicy.Review, OnDelete = DeletionPolicy.Delete, EmailSource = EmailSource.UserName, Drift = DriftPolicy.Repair,
        };
        var json = JsonSerializer.Serialize(policies, JsonSerializerOptions.Web);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(
            ["review", "delete", "userName", "repair"],
            new[] { "adoption", "onDelete", "emailSource", "drift" }.Select(member => document.RootElement.GetProperty(member).GetString()));
        Assert.Equal(policies, JsonSerializer.Deserialize<IntegrationPolicies>(json, JsonSerializerOptions.Web));
    }

    [Theory]
    [InlineData("""{"onDelete":"archive"}""")]
    [InlineData("""{"onDelete":1}""")]
    [InlineData("""{"onDelete":null}""")]
    public void A_stored_policy_that_is_not_known_is_never_taken_for_another(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<IntegrationPolicies>(json, JsonSerializerOptions.Web));

    [Theory]
    [InlineData("delete", DeletionPolicy.Delete)]
    [InlineData("Delete", null)]
    [InlineData("1", null)]
    [InlineData("", null)]
    public void Words_are_spelt_exactly(string word, DeletionPolicy? policy) => Assert.Equal(policy, EnumWords.Parse<DeletionPolicy>(word));
}
