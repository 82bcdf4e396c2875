using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

public sealed class RateTests
{
    [Fact]
    public async Task A_token_that_asks_far_too_often_is_told_when_to_come_back_and_goes_on_then()
    {
        await using var bridge = await Bridge.StartAsync(settings: new Dictionary<string, string?> { ["Scimify:Scim:RequestsPerSecond"] = "5" });
        var statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var response = await bridge.Scim.GetAsync(new Uri("/scim/v2/Users?count=0", UriKind.Relative));
            if (response.StatusCode == System.Net.HttpStatusCode.TooManyRequests)
            {
                Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
                Assert.Equal("application/scim+json", response.Content.Headers.ContentType?.ToString());
            }

            return (int)response.StatusCode;
        }));
        Assert.Contains(429, statuses);
        Assert.Contains(200, statuses);
        Assert.All(statuses, status => Assert.True(status is 200 or 429));
    }
}
