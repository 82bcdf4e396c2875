using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Directory;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
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

    /// <summary>Lists of one organization, however long each takes, never use all the places.</summary>
    [Fact]
    public async Task An_organization_that_reads_a_lot_waits_for_itself_alone()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var (noisy, quiet) = (await app.PersonAsync(organization: "Noisy"), await app.PersonAsync(organization: "Quiet"));
        using var busy = new ApiClient(app.NewClient(apiKey: await app.PersonalAccessTokenAsync(noisy)));
        using var other = new ApiClient(app.NewClient(apiKey: await app.PersonalAccessTokenAsync(quiet)));
        var turns = app.Services.GetRequiredService<ReadTurns>();
        var ends = new TaskCompletionSource<bool>();
        var reads = Enumerable.Range(0, ReadTurns.MostOfOne).Select(_ => turns.TakeAsync(noisy.OrganizationKey, () => ends.Task, CancellationToken.None)).ToList();

        var waiting = busy.GetAsync("/integrations");
        var pack = busy.FileAsync("/evidence-pack");
        Assert.Equal(200, (await other.GetAsync("/integrations")).Status);
        Assert.Equal(201, (await busy.PostAsync("/personal-access-tokens", """{"name":"ci"}""")).Status);
        Assert.False(waiting.IsCompleted || pack.IsCompleted);

        ends.SetResult(true);
        await Task.WhenAll(reads);
        Assert.Equal(200, (await waiting).Status);
        Assert.NotEmpty(await pack);
    }

    [Fact]
    public async Task A_read_that_gets_no_turn_is_told_to_come_back()
    {
        var clock = new FakeTimeProvider();
        var turns = new ReadTurns(new DirectoryLimits(TimeSpan.FromSeconds(10)), clock);
        var ends = new TaskCompletionSource<bool>();
        var reads = Enumerable.Range(0, ReadTurns.MostOfOne).Select(_ => turns.TakeAsync(1, () => ends.Task, CancellationToken.None)).ToList();
        var late = turns.TakeAsync(1, () => Task.FromResult(true), CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("waited for 10 s", (await Assert.ThrowsAsync<TooMuchWorkException>(() => late)).Message, StringComparison.Ordinal);
        ends.SetResult(true);
        await Task.WhenAll(reads);
        Assert.True(await turns.TakeAsync(1, () => Task.FromResult(true), CancellationToken.None));
    }
}
