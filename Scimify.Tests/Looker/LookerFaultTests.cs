using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Looker;

/// <summary>What each fault means to the caller, and whether the call may have happened.</summary>
public sealed class LookerFaultTests
{
    /// <summary>The client's time passes only when a test moves it, so that no slow machine makes it give up.</summary>
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<FaultKind, int?, bool?, LookerFailure, bool, bool> WriteFaults => new()
    {
        { FaultKind.Status, 500, false, LookerFailure.ServerError, true, false },
        { FaultKind.Status, 500, true, LookerFailure.ServerError, true, true },
        { FaultKind.Status, 502, false, LookerFailure.ServerError, true, false },
        { FaultKind.Status, 503, false, LookerFailure.ServerError, true, false },
        { FaultKind.Status, 504, true, LookerFailure.ServerError, true, true },
        { FaultKind.Status, 429, false, LookerFailure.RateLimited, false, false },
        { FaultKind.Status, 302, false, LookerFailure.NotLooker, false, false },
        { FaultKind.Html, 502, false, LookerFailure.ServerError, true, false },
        { FaultKind.Html, 404, false, LookerFailure.NotLooker, false, false },
        { FaultKind.Html, 403, false, LookerFailure.NotLooker, false, false },
        { FaultKind.Html, 401, false, LookerFailure.NotLooker, false, false },
        { FaultKind.Html, 200, false, LookerFailure.NotLooker, true, false },
        { FaultKind.Garbage, null, true, LookerFailure.NotLooker, true, true },
        { FaultKind.Truncated, null, true, LookerFailure.ConnectionLost, true, true },
        { FaultKind.DropBefore, null, null, LookerFailure.ConnectionLost, true, false },
        { FaultKind.DropAfter, null, null, LookerFailure.ConnectionLost, true, true },
        { FaultKind.DelayBefore, null, null, LookerFailure.TimedOut, true, false },
        { FaultKind.DelayAfter, null, null, LookerFailure.TimedOut, true, true },
    };

    [Theory]
    [MemberData(nameof(WriteFaults))]
    public async Task A_creation_that_fails_says_whether_it_may_have_happened(FaultKind kind, int? status, bool? effect, LookerFailure failure, bool mayHave, bool has)
    {
        await using var bench = await LookerBench.StartAsync(clock: _clock);
        await bench.Client.GetMeAsync(Ct);
        bench.Sandbox.Faults.Add(new FaultRule(kind, "create_group", Status: status, Effect: effect, DelayMs: 600_000));
        var creating = bench.Client.CreateGroupAsync("Team", Ct);
        if (kind is FaultKind.DelayBefore or FaultKind.DelayAfter)
        {
            await Eventually.TrueAsync(() => bench.Sandbox.Recorder.InFlight == 1 && Exists(bench, "Team") == has);
            _clock.Advance(bench.Connection.Limits.Timeout);
        }

        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() => creating);
        Assert.Equal((failure, mayHave), (error.Failure, error.MayHaveHappened));
        Assert.True(mayHave || !has);
        Assert.Single(bench.Calls, c => c.Operation == "create_group" && c.Failure == failure);
        Assert.Equal(has, Exists(bench, "Team"));
        Assert.DoesNotContain("<", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy-7", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.Status, 500)]
    [InlineData(FaultKind.Html, 502)]
    [InlineData(FaultKind.Garbage, 200)]
    [InlineData(FaultKind.Truncated, 200)]
    [InlineData(FaultKind.DropAfter, 200)]
    [InlineData(FaultKind.DelayBefore, 200)]
    public async Task A_failed_reading_has_never_happened(FaultKind kind, int status)
    {
        await using var bench = await LookerBench.StartAsync(clock: _clock);
        await bench.Client.GetMeAsync(Ct);
        bench.Sandbox.Faults.Add(new FaultRule(kind, "user", Status: status, DelayMs: 600_000, Count: null));
        var reading = bench.Client.GetUserAsync("3", Ct);
        if (kind == FaultKind.DelayBefore)
        {
            await Eventually.TrueAsync(() => bench.Sandbox.Recorder.InFlight == 1);
            _clock.Advance(bench.Connection.Limits.Timeout);
        }

        Assert.False((await Assert.ThrowsAsync<LookerUnavailableException>(() => reading)).MayHaveHappened);
    }

    [Theory]
    [InlineData("delete_user", FaultKind.Html, null)]
    [InlineData("delete_user", FaultKind.Garbage, "{\"id\": \"7\", \"first_")]
    [InlineData("delete_group_user", FaultKind.Html, null)]
    [InlineData("delete_group_user", FaultKind.Garbage, "{\"id\": \"7\", \"first_")]
    [InlineData("delete_group_user", FaultKind.Garbage, "OK")]
    public async Task What_is_not_JSON_is_no_success_of_a_deletion(string operation, FaultKind kind, string? body)
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(kind, operation, Status: 200, Body: body, Effect: false));
        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() =>
            operation == "delete_user" ? bench.Client.DeleteUserAsync("3", Ct) : bench.Client.RemoveGroupUserAsync("2", "3", Ct));
        Assert.Equal((LookerFailure.NotLooker, true), (error.Failure, error.MayHaveHappened));
    }

    [Fact]
    public async Task JSON_that_is_no_user_is_no_success_of_adding_one_to_a_group()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Garbage, "add_group_user", Body: """{"status": "ok"}""", Effect: false));
        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.AddGroupUserAsync("2", "3", Ct));
        Assert.Equal((LookerFailure.NotLooker, true), (error.Failure, error.MayHaveHappened));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"User successfully deleted.\"")]
    public async Task A_deletion_may_be_answered_200_with_nothing_or_with_words_in_JSON(string body)
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Garbage, "delete_user", Body: body));
        await bench.Client.DeleteUserAsync("3", Ct);
        Assert.False(bench.Sandbox.With(world => world.Users.ContainsKey("3")));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task What_Looker_refuses_for_good_is_told_with_its_words(int status)
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "update_user", Status: status,
            Body: """{"message": "Validation <b>Failed</b>", "errors": [{"field": "first_name", "code": "invalid", "message": "too odd"}], "documentation_url": "x"}"""));
        var error = await Assert.ThrowsAsync<LookerRejectedException>(() => bench.Client.UpdateUserAsync("3", new LookerUserUpdate("X"), Ct));
        Assert.Equal((status, "Validation Failed too odd"), (error.Status, error.LookerMessage));
        Assert.Equal([new LookerFieldError("first_name", "invalid", "too odd")], error.Errors);
        Assert.Equal(status == 409, error.AlreadyExists);
    }

    [Fact]
    public async Task A_short_Retry_After_of_a_429_is_obeyed_within_the_call()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "create_group", Status: 429, RetryAfter: "1"));
        await bench.Client.CreateGroupAsync("Team", Ct);
        Assert.Equal([1, 2], bench.Calls.Where(c => c.Operation == "create_group").Select(c => c.Attempt));
    }

    [Fact]
    public async Task A_second_429_is_the_callers()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "create_group", Status: 429, RetryAfter: "0", Count: 2));
        Assert.False((await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.CreateGroupAsync("Team", Ct))).MayHaveHappened);
        await bench.Client.CreateGroupAsync("Team", Ct);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("date", 90)]
    public async Task A_long_Retry_After_is_handed_to_the_caller_and_stops_the_integration(string header, int seconds)
    {
        await using var bench = await LookerBench.StartAsync();
        var value = header == "date" ? TimeProvider.System.GetUtcNow().AddSeconds(90).ToString("R") : header;
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "create_group", Status: 429, RetryAfter: value));
        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.CreateGroupAsync("Team", Ct));
        Assert.InRange(error.RetryAfter!.Value.TotalSeconds, seconds - 60, seconds);
        var before = bench.Calls.Count;
        var next = await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.GetUserAsync("3", Ct));
        Assert.Equal((LookerFailure.RateLimited, null), (next.Failure, next.Status));
        Assert.Equal(before, bench.Calls.Count);
        bench.Clients.Invalidate(bench.Connection.IntegrationId);
    }

    [Fact]
    public async Task A_429_without_Retry_After_is_the_callers_at_once()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "create_group", Status: 429));
        Assert.Null((await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.CreateGroupAsync("Team", Ct))).RetryAfter);
        Assert.Single(bench.Calls, c => c.Operation == "create_group");
    }

    [Fact]
    public async Task A_503_is_repeated_for_what_can_be_repeated_only()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "create_group", Status: 503, RetryAfter: "0", Effect: true));
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "update_user", Status: 503, RetryAfter: "0"));
        Assert.True((await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.CreateGroupAsync("Team", Ct))).MayHaveHappened);
        Assert.True((await bench.Client.UpdateUserAsync("3", new LookerUserUpdate(IsDisabled: true), Ct)).IsDisabled);
    }

    [Fact]
    public async Task A_repeated_write_stays_uncertain_when_the_repetition_fails_before_it_was_sent()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "update_user", Status: 503, RetryAfter: "0", Effect: true));
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.Status, "update_user", Status: 429));
        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() => bench.Client.UpdateUserAsync("3", new LookerUserUpdate(IsDisabled: true), Ct));
        Assert.Equal((LookerFailure.RateLimited, true), (error.Failure, error.MayHaveHappened));
    }

    [Fact]
    public async Task Nothing_listens()
    {
        await using var bench = await LookerBench.StartAsync();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var port = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
        var client = bench.Clients.Get(new LookerConnection(Guid.NewGuid(), new Uri($"http://127.0.0.1:{port}"), "a", "b"));
        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() => client.CreateGroupAsync("Team", Ct));
        Assert.Equal((LookerFailure.Unreachable, false), (error.Failure, error.MayHaveHappened));
    }

    [Theory]
    [InlineData("https://10.255.255.1", LookerFailure.AddressRefused)]
    [InlineData("https://169.254.169.254", LookerFailure.AddressRefused)]
    [InlineData("https://[fd12::1]:19999", LookerFailure.AddressRefused)]
    [InlineData("http://[::ffff:10.0.0.1]", LookerFailure.AddressRefused)]
    [InlineData("https://no-such-host.invalid", LookerFailure.NameNotFound)]
    public async Task Forbidden_and_unknown_hosts_are_not_connected_to(string url, LookerFailure failure)
    {
        await using var bench = await LookerBench.StartAsync();
        var client = bench.Clients.Get(new LookerConnection(Guid.NewGuid(), new Uri(url), "a", "b"));
        Assert.Equal(failure, (await Assert.ThrowsAsync<LookerUnavailableException>(() => client.GetMeAsync(Ct))).Failure);
    }

    [Fact]
    public async Task A_name_that_resolves_to_this_machine_is_refused_at_the_connection()
    {
        await using var clients = new LookerClients(new LookerNetworkPolicy(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<LookerClients>.Instance, []);
        var client = clients.Get(new LookerConnection(Guid.NewGuid(), new Uri("https://localhost:1"), "a", "b"));
        var error = await Assert.ThrowsAsync<LookerUnavailableException>(() => client.GetMeAsync(Ct));
        Assert.Equal(LookerFailure.AddressRefused, error.Failure);
        Assert.Contains("AllowInsecureHttp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_no_failure_of_Looker()
    {
        await using var bench = await LookerBench.StartAsync();
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.DelayBefore, "user", DelayMs: 60_000));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Client.GetUserAsync("3", cancel.Token));
    }

    [Fact]
    public async Task A_late_effect_comes_after_the_client_gave_up()
    {
        var lookers = new FakeTimeProvider();
        await using var bench = await LookerBench.StartAsync(clock: _clock, sandboxClock: lookers);
        await bench.Client.GetMeAsync(Ct);
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.LateEffect, "create_group", DelayMs: 800));
        var creating = bench.Client.CreateGroupAsync("Team", Ct);
        await Eventually.TrueAsync(() => lookers.Waiting > 0);
        _clock.Advance(bench.Connection.Limits.Timeout);
        Assert.True((await Assert.ThrowsAsync<LookerUnavailableException>(() => creating)).MayHaveHappened);
        Assert.False(Exists(bench, "Team"));
        lookers.Advance(TimeSpan.FromMilliseconds(800));
        await Eventually.TrueAsync(() => Exists(bench, "Team"));
    }

    private static bool Exists(LookerBench bench, string group) => bench.Sandbox.With(w => w.TryFindGroup(group, out _));
}
