using Scimify.Core.Integrations;
using Scimify.Core.Directory.Users;
using Scimify.Tests.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>First and last name in Looker come from the best source: given and family name, or else formatted, or else displayName.</summary>
public sealed class LookerNameTests
{
    [Theory]
    [InlineData("""{"name":{"givenName":"Grace","familyName":"Hopper","formatted":"Dr. G. M. H."},"displayName":"Amazing Grace"}""", "Grace", "Hopper")]
    [InlineData("""{"name":{"givenName":"Grace"},"displayName":"Grace Hopper"}""", "Grace", "")]
    [InlineData("""{"name":{"familyName":"Hopper","givenName":""},"displayName":"Grace Hopper"}""", "", "Hopper")]
    [InlineData("""{"name":{"formatted":"Given Family"}}""", "Given", "Family")]
    [InlineData("""{"name":{"formatted":"  Grace  Brewster\tHopper "},"displayName":"Other"}""", "Grace  Brewster", "Hopper")]
    [InlineData("""{"name":{"givenName":"","familyName":" ","formatted":"Grace Hopper"}}""", "Grace", "Hopper")]
    [InlineData("""{"name":{},"displayName":"Grace Hopper"}""", "Grace", "Hopper")]
    [InlineData("""{"name":{"givenName":"","familyName":"","formatted":""},"displayName":"Grace Brewster Hopper"}""", "Grace Brewster", "Hopper")]
    [InlineData("""{"name":{"middleName":"B."},"displayName":"Grace\u00a0Hopper"}""", "Grace", "Hopper")]
    [InlineData("""{"displayName":"Grace"}""", "", "Grace")]
    [InlineData("""{"displayName":" "}""", "", "")]
    [InlineData("""{}""", "", "")]
    public void Names_are_taken_from_the_best_that_there_is(string user, string first, string last)
    {
        var identity = LookerIdentity.Of(Json.Object(user), EmailSource.Emails);
        Assert.Equal((first, last), (identity.FirstName, identity.LastName));
    }

    [Theory]
    [InlineData("""{"name":{"formatted":"Given Family"}}""")]
    [InlineData("""{"name":{},"displayName":"Given Family"}""")]
    [InlineData("""{"name":{"givenName":"","familyName":""},"displayName":"Given Family"}""")]
    public async Task They_reach_Looker_by_POST_PUT_and_PATCH(string names)
    {
        await using var bridge = await Bridge.StartAsync();
        var created = await bridge.PostAsync("/Users", $"{{\"userName\":\"ann@example.com\",{names[1..]}");
        Assert.Equal(("Given", "Family"), Names(bridge, "ann@example.com"));
        await bridge.PutAsync($"/Users/{created.Id}", """{"userName":"ann@example.com","name":{"givenName":"Ann","familyName":"One"}}""");
        Assert.Equal(("Ann", "One"), Names(bridge, "ann@example.com"));
        await bridge.PutAsync($"/Users/{created.Id}", $"{{\"userName\":\"ann@example.com\",{names[1..]}");
        Assert.Equal(("Given", "Family"), Names(bridge, "ann@example.com"));
        await bridge.PutAsync($"/Users/{created.Id}", """{"userName":"ann@example.com"}""");
        await bridge.PatchAsync($"/Users/{created.Id}", $$"""{"Operations":[{"op":"replace","value":{{names}}}]}""");
        Assert.Equal(("Given", "Family"), Names(bridge, "ann@example.com"));
    }

    private static (string?, string?) Names(Bridge bridge, string email) => bridge.LookerUser(email) is { } user ? (user.FirstName, user.LastName) : default;
}
