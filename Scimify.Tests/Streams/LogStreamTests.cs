using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Streams;
using Scimify.Portal.Features.Webhooks.Streams;
using Scimify.Portal.Layout;
using Scimify.Tests.Notifications;
using Scimify.Tests.TestKit;
using StandardWebhooks;

namespace Scimify.Tests.Streams;

/// <summary>A SIEM gets both logs in order, whatever happens to it, and nobody waits for it.</summary>
public sealed class LogStreamTests
{
    private static readonly Dictionary<string, string?> Loopback = new() { ["Scimify:Webhooks:AllowInsecureHttp"] = "true", ["Serilog:MinimumLevel:Default"] = "Error" };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2096, 3, 1, 12, 10, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>People and groups come and go, somebody gets another role, and requests are refused.</summary>
    [Theory]
    [InlineData(LogStreamFormat.Ocsf)]
    [InlineData(LogStreamFormat.Ecs)]
    public async Task What_happens_in_the_product_reaches_the_receiver_signed_and_as_the_schema_says(LogStreamFormat format)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var bridge = await Bridge.StartAsync(settings: Loopback);
        var issued = await Streams(bridge.App).CreateAsync(bridge.Owner, new NewLogStream(receiver.Url, format, StreamedLogs.Both, FromNow: false), Ct);
        var ada = await bridge.NewUserAsync("ada@example.com");
        await bridge.PatchAsync($"/Users/{ada}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Augusta"}"""));
        var group = (await bridge.PostAsync("/Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pioneers"}""")).Id;
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{ada}}"}]}"""));
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"remove","path":"members[value eq \"{{ada}}\"]"}"""));
        await bridge.PatchAsync($"/Users/{ada}", HeldChanges.Patch("""{"op":"replace","path":"active","value":false}"""));
        await bridge.DeleteAsync($"/Users/{ada}");
        await bridge.DeleteAsync($"/Groups/{group}");
        Assert.Equal(400, (await bridge.PostAsync("/Users", """{"name":{"givenName":"Nobody"}}""")).Status);
        Assert.Equal(404, (await bridge.DeleteAsync($"/Users/{Guid.NewGuid()}")).Status);
        await bridge.SettledAsync();
        var people = bridge.App.Services.GetRequiredService<PeopleService>();
        var lin = await people.InviteAsync(bridge.App.Fresh(bridge.Owner), "lin@example.com", PortalRole.Auditor, Ct);
        await people.ChangeRoleAsync(bridge.App.Fresh(bridge.Owner), lin.PersonId, PortalRole.Operator, Ct);

        await RunAsync(bridge.App);

        var events = receiver.Messages.SelectMany(EventsOf).ToList();
        Assert.All(events, e => Assert.Equal([], format == LogStreamFormat.Ocsf ? OcsfRules.Problems(e) : EcsRules.Problems(e)));
        Assert.All(receiver.Messages, message => new StandardWebhook(issued.Secret).Verify(Encoding.UTF8.GetString(message.Body), message.AllHeaders));
        await using (var db = bridge.App.NewContext())
        {
            Assert.Equal(
                await db.AuditLog.OrderBy(e => e.Key).Select(e => e.Id.ToString()).ToListAsync(Ct),
                events.Where(e => LogOf(e, format) == "audit").Select(e => UidOf(e, format)));
            Assert.Equal(
                await db.ProvisioningLog.OrderBy(e => e.Key).Select(e => e.RequestId.ToString()).ToListAsync(Ct),
                events.Where(e => LogOf(e, format) == "provisioning").Select(e => UidOf(e, format).Split(':')[0]));
        }

        if (format == LogStreamFormat.Ocsf)
        {
            Assert.Superset(
                new HashSet<int> { 300101, 300199, 300105, 300106, 300501, 300603, 300604, 300605, 300606, 600301 },
                events.Select(e => e.GetProperty("type_uid").GetInt32()).ToHashSet());
        }

        var everything = string.Concat(receiver.Messages.Select(message => Encoding.UTF8.GetString(message.Body)));
        Assert.All([bridge.Token, issued.Secret, lin.Secret, receiver.Url], secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_that_is_refused_is_sent_again_with_the_same_id_until_it_is_taken()
    {
        await using var world = await World.StartAsync(_clock);
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            world.Receiver.Status = attempt % 2 == 0 ? 302 : 500;
            await world.RunAsync();
            await world.RunAsync();
            Assert.Equal(attempt, world.Receiver.Messages.Count);
            var failing = await world.ViewAsync();
            Assert.Equal(($"It answered {world.Receiver.Status}.", _clock.GetUtcNow() + LogStreamEngine.PauseAfter(attempt)), (failing.Failure, failing.NextAttemptAt));
            Assert.InRange(failing.Behind, 1, 100);
            _clock.Advance(LogStreamEngine.PauseAfter(attempt));
        }

        Assert.Contains(await world.App.Services.GetRequiredService<ProblemQuery>().RunAsync(world.Owner, Ct), p => p.Title == "The logs do not reach 127.0.0.1.");
        world.Receiver.Status = 204;
        await world.RunAsync();
        await world.RunAsync();

        Assert.Equal(13, world.Receiver.Messages.Count);
        Assert.Single(world.Receiver.Messages.Select(m => (m.Headers["webhook-id"], Encoding.UTF8.GetString(m.Body))).Distinct());
        var working = await world.ViewAsync();
        Assert.Equal((null, null, _clock.GetUtcNow(), 0, null), (working.Failure, working.FailedAt, working.DeliveredAt, working.Behind, working.OldestAt));
    }

    [Fact]
    public void Pauses_grow_to_ten_minutes_and_a_stream_never_gives_up()
    {
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 600, 600], Enumerable.Range(1, 9).Select(n => (int)LogStreamEngine.PauseAfter(n).TotalSeconds));
        Assert.Equal(TimeSpan.FromMinutes(10), LogStreamEngine.PauseAfter(100_000));
    }

    /// <summary>The receiver has the batch, and the process dies before the stream moves on.</summary>
    [Fact]
    public async Task What_was_sent_by_a_process_that_died_is_sent_again_and_nothing_is_lost()
    {
        await using var world = await World.StartAsync(_clock);
        var store = world.App.Services.GetRequiredService<ILogStreamStore>();
        var stream = Assert.Single(await store.DueAsync([LogStreamTarget.Webhook], Ct));
        Assert.True(await store.ClaimAsync(stream, _clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
        var batch = (await store.ReadAsync(stream, StreamSource.Audit, Ct))!;
        Assert.Null(await world.App.Services.GetRequiredService<LogStreamSender>().SendAsync(stream, batch, Ct));

        await world.RunAsync();
        Assert.Single(world.Receiver.Messages);
        _clock.Advance(LogStreamEngine.Lease);
        await world.RunAsync();

        var messages = world.Receiver.Messages.ToList();
        Assert.Equal(2, messages.Count);
        Assert.Equal(messages[0].Headers["webhook-id"], messages[1].Headers["webhook-id"]);
        Assert.Equal(messages[0].Body, messages[1].Body);
        await world.RunAsync();
        Assert.Equal(2, world.Receiver.Messages.Count);
    }

    /// <summary>The receiver has the request and does not answer, as long as the test wants.</summary>
    [Fact]
    public async Task While_a_receiver_does_not_answer_SCIM_is_answered_and_other_streams_are_sent()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = await WebhookReceiver.StartAsync();
        await using var quick = await WebhookReceiver.StartAsync();
        slow.Answer = answer.Task;

        // Its time limit does not end.
        await using var bridge = await Bridge.StartAsync(settings: Loopback, services: services => services.AddSingleton(
            s => new WebhookSender(s.GetRequiredService<WebhookNetworkPolicy>(), s.GetRequiredService<ISecretProtector>(), new FakeTimeProvider())));
        foreach (var receiver in (WebhookReceiver[])[slow, quick])
        {
            await Streams(bridge.App).CreateAsync(bridge.Owner, new NewLogStream(receiver.Url, LogStreamFormat.Ocsf, StreamedLogs.Both, FromNow: false), Ct);
        }

        var round = RunAsync(bridge.App);
        await Eventually.TrueAsync(() => !slow.Messages.IsEmpty && !quick.Messages.IsEmpty);
        await bridge.NewUserAsync("ada@example.com");
        Assert.Equal(201, (await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"))).Status);
        Assert.False(round.IsCompleted);

        answer.SetResult();
        await round;
        await RunAsync(bridge.App);
        foreach (var receiver in (WebhookReceiver[])[slow, quick])
        {
            var text = string.Concat(receiver.Messages.Select(m => Encoding.UTF8.GetString(m.Body)));
            Assert.Contains("ada@example.com", text, StringComparison.Ordinal);
            Assert.Contains("grace@example.com", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_gets_the_batch_again()
    {
        await using var world = await World.StartAsync(_clock);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = answer.Task;
        var waiting = _clock.Waiting;
        var round = world.RunAsync();
        await Eventually.TrueAsync(() => world.Receiver.Messages.Count == 1 && _clock.Waiting > waiting);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await round;
        Assert.Equal("It did not answer within 10 s.", (await world.ViewAsync()).Failure);

        answer.SetResult();
        _clock.Advance(LogStreamEngine.PauseAfter(1));
        await world.RunAsync();
        Assert.Equal(2, world.Receiver.Messages.Count);
        Assert.Equal(0, (await world.ViewAsync()).Behind);
    }

    [Fact]
    public async Task A_new_secret_signs_from_the_next_attempt_on_and_what_was_refused_meanwhile_arrives()
    {
        await using var world = await World.StartAsync(_clock);
        world.Receiver.Status = 401;
        await world.RunAsync();
        var rotated = await Streams(world.App).RotateAsync(world.Owner, world.Issued.Uuid, Ct);
        Assert.NotEqual(world.Issued.Secret, rotated.Secret);
        world.Receiver.Status = 204;
        _clock.Advance(LogStreamEngine.PauseAfter(1));
        await world.RunAsync();

        var messages = world.Receiver.Messages.ToList();
        Assert.Equal(ActionsOf(messages[0]).Append("logStream.rotate"), ActionsOf(messages[1]));
        Assert.Equal([world.Issued.Secret, rotated.Secret], messages.Select(message => ((string[])[world.Issued.Secret, rotated.Secret]).Single(secret => IsSigned(message, secret))));
    }

    [Fact]
    public async Task A_stream_has_the_entries_of_its_own_organization_and_of_the_chosen_logs_only()
    {
        await using var world = await World.StartAsync(_clock);
        await using var other = await WebhookReceiver.StartAsync();
        var stranger = await world.App.PersonAsync(organization: "Other");
        await Streams(world.App).CreateAsync(stranger, new NewLogStream(other.Url, LogStreamFormat.Ocsf, StreamedLogs.Audit, FromNow: false), Ct);
        await world.App.IntegrationRowAsync(stranger);
        await world.RunAsync();

        Assert.All(other.Messages.SelectMany(EventsOf), e => Assert.Equal($"{stranger.OrganizationId}", e.GetProperty("metadata").GetProperty("tenant_uid").GetString()));
        Assert.All(world.Receiver.Messages.SelectMany(EventsOf), e => Assert.Equal($"{world.Owner.OrganizationId}", e.GetProperty("metadata").GetProperty("tenant_uid").GetString()));
        Assert.Contains("logStream.create", other.Messages.SelectMany(ActionsOf));
    }

    private static LogStreamService Streams(ScimifyApp app) => app.Services.GetRequiredService<LogStreamService>();

    private static Task RunAsync(ScimifyApp app) => app.Services.GetRequiredService<LogStreamEngine>().RunOnceAsync(Ct);

    /// <summary>The library refuses signatures of other times than the machine's.</summary>
    private static bool IsSigned(Received message, string secret) => message.Headers["webhook-signature"] == WebhookSignature.Standard(
        secret,
        message.Headers["webhook-id"],
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)),
        message.Body);

    private static IEnumerable<JsonElement> EventsOf(Received message) => JsonElement.Parse(message.Body).GetProperty("data").EnumerateArray();

    private static IEnumerable<string?> ActionsOf(Received message) => EventsOf(message).Select(e => e.GetProperty("metadata").GetProperty("event_code").GetString());

    private static string UidOf(JsonElement e, LogStreamFormat format) =>
        (format == LogStreamFormat.Ocsf ? e.GetProperty("metadata").GetProperty("uid") : e.GetProperty("event").GetProperty("id")).GetString()!;

    private static string LogOf(JsonElement e, LogStreamFormat format) =>
        format == LogStreamFormat.Ocsf ? e.GetProperty("metadata").GetProperty("log_name").GetString()! : e.GetProperty("event").GetProperty("dataset").GetString()!["scimify.".Length..];

    /// <summary>A server with a stream whose receiver answers as told.</summary>
    private sealed class World(ScimifyApp app, WebhookReceiver receiver, Actor owner, IssuedLogStream issued) : IAsyncDisposable
    {
        public ScimifyApp App => app;

        public WebhookReceiver Receiver => receiver;

        public Actor Owner => owner;

        public IssuedLogStream Issued => issued;

        public static async Task<World> StartAsync(FakeTimeProvider clock)
        {
            var receiver = await WebhookReceiver.StartAsync();
            var app = await ScimifyApp.StartAsync(Loopback, clock: clock);
            var owner = await app.PersonAsync();
            return new World(app, receiver, owner, await Streams(app).CreateAsync(owner, new NewLogStream(receiver.Url, LogStreamFormat.Ocsf, StreamedLogs.Both, FromNow: false), Ct));
        }

        public Task RunAsync() => LogStreamTests.RunAsync(app);

        public Task<LogStreamView> ViewAsync() => app.Services.GetRequiredService<LogStreamsQuery>().FindAsync(owner, issued.Uuid, Ct);

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await receiver.DisposeAsync();
        }
    }
}
