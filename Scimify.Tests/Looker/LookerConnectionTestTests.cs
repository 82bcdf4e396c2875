using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Looker;

/// <summary>What "Test connection" says about each kind of Looker.</summary>
public sealed class LookerConnectionTestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_Looker_has_no_problems()
    {
        await using var bench = await LookerBench.StartAsync();
        var result = await bench.Client.TestAsync(Ct);
        Assert.True(result.Ok);
        Assert.Empty(result.Problems);
        Assert.Equal(("26.12.3", "looker", true), (result.LookerVersion, result.Edition, result.IsAdmin));
        Assert.Equal(new LookerApiUser("1", "Ada Admin"), result.ApiUser);
        Assert.True(result.LatencyMs > 0);
        Assert.Equal(5, bench.Calls.Count);
    }

    [Fact]
    public async Task The_credential_is_tried_again_although_a_token_is_at_hand()
    {
        await using var bench = await LookerBench.StartAsync();
        await bench.Client.GetMeAsync(Ct);
        bench.Sandbox.With(w => w.Users["1"].Api3.Clear());
        Assert.Equal(["credentialsRejected"], Codes(await bench.Client.TestAsync(Ct)));
    }

    [Fact]
    public async Task A_disabled_api_user_is_named()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Garbage, "me", Body: """{"id": "1", "is_disabled": true, "role_ids": ["2"]}"""));
        var result = await bench.Client.TestAsync(Ct);
        Assert.Equal(["apiUserDisabled"], Codes(result));
        Assert.Equal(new LookerApiUser("1", "User 1"), result.ApiUser);
    }

    [Fact]
    public async Task An_ordinary_user_is_no_admin()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.With(w => w.Users["1"].RoleIds.Clear());
        var result = await bench.Client.TestAsync(Ct);
        Assert.Equal(["notAdmin"], Codes(result));
        Assert.Equal((false, false, null), (result.Ok, result.IsAdmin, result.Edition));
    }

    [Fact]
    public async Task The_admin_role_may_come_through_a_group()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.With(w =>
        {
            w.Users["1"].RoleIds.Clear();
            w.Roles["2"].GroupIds.Add("2");
            w.Join(w.Users["1"], w.Groups["2"]);
        });
        Assert.True((await bench.Client.TestAsync(Ct)).IsAdmin);
    }

    [Fact]
    public async Task Looker_Google_Cloud_core_is_recognised()
    {
        await using var bench = await LookerBench.StartAsync(new SandboxSwitches { Edition = SandboxSwitches.GoogleCloudCore });
        var result = await bench.Client.TestAsync(Ct);
        Assert.Equal(["googleCloudCore"], Codes(result));
        Assert.Equal((false, true, "google-cloud-core"), (result.Ok, result.IsAdmin, result.Edition));
    }

    [Theory]
    [InlineData(FaultKind.Html, "login", 404, "notLooker")]
    [InlineData(FaultKind.Html, "login", 200, "notLooker")]
    [InlineData(FaultKind.Html, "login", 503, "serverError")]
    [InlineData(FaultKind.Status, "login", 302, "notLooker")]
    [InlineData(FaultKind.Status, "login", 429, "rateLimited")]
    [InlineData(FaultKind.Garbage, "versions", null, "notLooker")]
    [InlineData(FaultKind.DropBefore, "login", null, "connectionLost")]
    [InlineData(FaultKind.Status, "me", 403, "refused")]
    [InlineData(FaultKind.Status, "login", 404, "credentialsRejected")]
    public async Task A_bad_Looker_is_a_problem_and_no_exception(FaultKind kind, string operation, int? status, string code)
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(kind, operation, Status: status));
        var result = await bench.Client.TestAsync(Ct);
        Assert.False(result.Ok);
        Assert.Equal([code], Codes(result));
        Assert.EndsWith(".", result.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Looker_that_does_not_answer_times_out()
    {
        var clock = new FakeTimeProvider();
        await using var bench = await LookerBench.StartAsync(clock: clock);
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.DelayBefore, "login", DelayMs: 600_000));
        var testing = bench.Client.TestAsync(Ct);
        await Eventually.TrueAsync(() => bench.Sandbox.Recorder.InFlight == 1);
        clock.Advance(bench.Connection.Limits.Timeout);
        Assert.Equal(["timeout"], Codes(await testing));
    }

    [Fact]
    public async Task A_slow_Looker_is_said_to_be_slow_and_is_good()
    {
        var (clock, lookers) = (new FakeTimeProvider(), new FakeTimeProvider());
        await using var bench = await LookerBench.StartAsync(clock: clock, sandboxClock: lookers);
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.DelayBefore, "me", DelayMs: 2500));
        var testing = bench.Client.TestAsync(Ct);
        await Eventually.TrueAsync(() => lookers.Waiting > 0);
        clock.Advance(TimeSpan.FromSeconds(2.5));
        lookers.Advance(TimeSpan.FromSeconds(2.5));
        var result = await testing;
        Assert.Equal(["slow"], Codes(result));
        Assert.Equal((true, 2500), (result.Ok, result.LatencyMs));
    }

    private static string[] Codes(LookerTestResult result) => [.. result.Problems.Select(p => p.Code)];
}
