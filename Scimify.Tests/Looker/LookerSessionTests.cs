using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Looker;

public sealed class LookerSessionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_calls_at_once_share_one_login()
    {
        await using var bench = await LookerBench.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => bench.Client.GetUserAsync("3", Ct)));
        Assert.Equal(1, Logins(bench));
    }

    [Fact]
    public async Task The_token_is_renewed_at_nine_tenths_of_its_life()
    {
        var clock = new FakeTimeProvider();
        await using var bench = await LookerBench.StartAsync(clock: clock);
        await bench.Client.GetMeAsync(Ct);
        clock.Advance(TimeSpan.FromSeconds(3600 * 0.89));
        await bench.Client.GetMeAsync(Ct);
        Assert.Equal(1, Logins(bench));
        clock.Advance(TimeSpan.FromSeconds(3600 * 0.02));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.Client.GetMeAsync(Ct)));
        Assert.Equal(2, Logins(bench));
    }

    [Fact]
    public async Task A_token_that_died_early_is_replaced_and_the_calls_are_repeated_once()
    {
        await using var bench = await LookerBench.StartAsync();
        await bench.Client.GetMeAsync(Ct);
        bench.Sandbox.ExpireTokens();
        var groups = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bench.Client.CreateGroupAsync($"Team {i}", Ct)));
        Assert.Equal(20, groups.Select(g => g.Id).Distinct().Count());
        Assert.Equal(2, Logins(bench));
        Assert.Equal(20, bench.Sandbox.With(w => w.Groups.Values.Count(g => g.Name.StartsWith("Team", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_401_right_after_a_new_login_means_a_rejected_credential()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Unauthorized, "me", Count: 2));
        var error = await Assert.ThrowsAsync<LookerCredentialsRejectedException>(() => bench.Client.GetMeAsync(Ct));
        Assert.Equal(401, error.Status);
        Assert.Equal(2, Logins(bench));
        await bench.Client.GetMeAsync(Ct);
    }

    [Fact]
    public async Task A_wrong_secret_is_a_rejected_credential_and_asked_once_for_all_who_wait()
    {
        var lookers = new FakeTimeProvider();
        await using var bench = await LookerBench.StartAsync(new SandboxSwitches { LatencyMs = 200 }, sandboxClock: lookers);
        var client = bench.Clients.Get(new LookerConnection(Guid.NewGuid(), bench.Url, "sandbox-client", "wrong"));
        var calls = Enumerable.Range(0, 10).Select(_ => Assert.ThrowsAsync<LookerCredentialsRejectedException>(() => client.GetMeAsync(Ct))).ToList();
        await Eventually.TrueAsync(() => lookers.Waiting > 0);
        lookers.Advance(TimeSpan.FromMilliseconds(200));
        var errors = await Task.WhenAll(calls);
        Assert.All(errors, e => Assert.Equal(404, e.Status));
        Assert.Equal(1, Logins(bench));
    }

    [Theory]
    [InlineData(FaultKind.Status, 500)]
    [InlineData(FaultKind.Status, 429)]
    [InlineData(FaultKind.Html, 404)]
    [InlineData(FaultKind.Garbage, 200)]
    [InlineData(FaultKind.DropBefore, 0)]
    public async Task A_login_that_cannot_be_judged_is_transient_and_the_write_never_happened(FaultKind kind, int status)
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(kind, "login", Status: status));
        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.CreateGroupAsync("Team", Ct));
        Assert.False(error.MayHaveHappened);
        await bench.Client.CreateGroupAsync("Team", Ct);
    }

    [Fact]
    public async Task One_caller_that_leaves_does_not_end_the_login_of_the_others()
    {
        var lookers = new FakeTimeProvider();
        await using var bench = await LookerBench.StartAsync(new SandboxSwitches { LatencyMs = 300 }, sandboxClock: lookers);
        using var cancel = new CancellationTokenSource();
        var leaving = bench.Client.GetMeAsync(cancel.Token);
        var staying = bench.Client.GetMeAsync(Ct);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await Eventually.TrueAsync(() => lookers.Waiting > 0);
        bench.Sandbox.Switches = new SandboxSwitches();
        lookers.Advance(TimeSpan.FromMilliseconds(300));
        await staying;
        Assert.Equal(1, Logins(bench));
    }

    [Fact]
    public async Task A_new_secret_drops_the_token_at_once()
    {
        await using var bench = await LookerBench.StartAsync();
        await bench.Client.GetMeAsync(Ct);
        var c = bench.Connection;
        var changed = bench.Clients.Get(new LookerConnection(c.IntegrationId, c.BaseUrl, c.ClientId, "rotated", c.Limits));
        await Assert.ThrowsAsync<LookerCredentialsRejectedException>(() => changed.GetMeAsync(Ct));
        await bench.Clients.Get(c).GetMeAsync(Ct);
        bench.Clients.Invalidate(c.IntegrationId);
        await bench.Clients.Get(c).GetMeAsync(Ct);
        Assert.Equal(4, Logins(bench));
    }

    [Fact]
    public async Task The_same_connection_shares_its_token_over_all_clients()
    {
        await using var bench = await LookerBench.StartAsync();
        var c = bench.Connection;
        await bench.Client.GetMeAsync(Ct);
        await bench.Clients.Get(new LookerConnection(c.IntegrationId, c.BaseUrl, c.ClientId, "sandbox-secret", c.Limits)).GetMeAsync(Ct);
        await bench.Client.InBackground.GetMeAsync(Ct);
        Assert.Equal(1, Logins(bench));
    }

    [Fact]
    public async Task Leaving_ends_the_session()
    {
        await using var bench = await LookerBench.StartAsync();
        await bench.Client.GetMeAsync(Ct);
        await bench.Clients.DisposeAsync();
        Assert.Equal("logout", bench.Sandbox.Recorder.Calls[^1].Operation);
    }

    [Fact]
    public async Task Secrets_are_in_no_log_exception_or_text()
    {
        const string secret = "canary-secret-9f8e7d";
        var log = new CapturingLogger<LookerClients>();
        await using var bench = await LookerBench.StartAsync(logger: log);
        bench.Sandbox.With(w => w.Users["1"].Api3.Add(new SandboxApi3("99", "canary-client", secret, w.Now)));
        var connection = new LookerConnection(Guid.NewGuid(), bench.Url, "canary-client", secret, LookerBench.Unlimited);
        var client = bench.Clients.Get(connection);
        await client.GetMeAsync(Ct);
        var token = Assert.Single(bench.Sandbox.Tokens);
        var texts = new List<string> { connection.ToString(), client.ToString()!, System.Text.Json.JsonSerializer.Serialize(connection) };
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "user", Status: 422, Body: $$"""{"message": "echo {{secret}} {{token}}", "errors": [{"field": "x", "code": "y", "message": "{{secret}} {{token}}"}]}"""));
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Garbage, "user", Body: $"{secret} {token}"));
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Html, "user", Status: 500, Body: $"<html>{secret} {token}</html>"));
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.DropAfter, "user"));
        for (var i = 0; i < 4; i++)
        {
            texts.Add((await Assert.ThrowsAnyAsync<LookerException>(() => client.GetUserAsync("3", Ct))).ToString());
        }

        bench.Clients.Invalidate(connection.IntegrationId);
        foreach (var status in new[] { 401, 404, 422, 500 })
        {
            bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "login", Status: status, Body: $$"""{"message": "no such {{secret}}"}"""));
            texts.Add((await Assert.ThrowsAnyAsync<LookerException>(() => bench.Clients.Get(connection).GetMeAsync(Ct))).ToString());
        }

        texts.AddRange(log.Lines);
        texts.AddRange(bench.Calls.Select(c => System.Text.Json.JsonSerializer.Serialize(c)));
        Assert.True(log.Lines.Count > 5);
        Assert.All(texts, text =>
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(token, text, StringComparison.Ordinal);
        });
        Assert.All(bench.Sandbox.Recorder.Calls, c => Assert.Equal("", c.Operation == "login" ? c.Query : ""));
    }

    private static int Logins(LookerBench bench) => bench.Sandbox.Recorder.Calls.Count(c => c.Operation == "login");
}
