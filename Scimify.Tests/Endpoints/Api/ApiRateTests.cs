using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>One program cannot take the API from the others.</summary>
public sealed class ApiRateTests
{
    [Fact]
    public async Task Who_asks_far_too_often_is_told_when_to_come_back_and_nobody_else_is()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Rest:RequestsPerSecond"] = "2" });
        using var busy = new ApiClient(app.NewClient(apiKey: await app.PersonalAccessTokenAsync(await app.PersonAsync())));
        using var other = new ApiClient(app.NewClient(apiKey: await app.PersonalAccessTokenAsync(await app.PersonAsync())));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => busy.GetAsync("/integrations")));
        Assert.Contains(answers, answer => answer.Status == 200);
        var refused = answers.Where(answer => answer.Status != 200).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal(
            (429, "TooManyRequestsError", TimeSpan.FromSeconds(1)), (answer.Status, answer.Error.GetProperty("name").GetString(), answer.Headers.RetryAfter!.Delta)));
        Assert.Equal(200, (await other.GetAsync("/integrations")).Status);
    }

    [Fact]
    public async Task The_limit_holds_for_metrics_too()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:Rest:RequestsPerSecond"] = "2" });
        using var busy = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(await app.PersonAsync()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => busy.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)));
        Assert.Contains(answers, answer => (int)answer.StatusCode == 200);
        Assert.Contains(answers, answer => (int)answer.StatusCode == 429 && answer.Headers.RetryAfter!.Delta == TimeSpan.FromSeconds(1));
        Assert.All(answers, answer => answer.Dispose());
    }
}
