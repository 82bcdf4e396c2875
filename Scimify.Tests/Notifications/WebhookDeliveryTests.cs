using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Notifications;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;
using Scimify.Portal.Features.Webhooks;
using Scimify.Portal.Layout;
using Scimify.Portal.Shared;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Notifications;

/// <summary>What a webhook is told, what became of each message, and what a person can do about it.</summary>
public sealed class WebhookDeliveryTests
{
    private static readonly Dictionary<string, string?> Loopback = new() { ["Scimify:Webhooks:AllowInsecureHttp"] = "true" };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2096, 3, 1, 12, 10, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_says_what_became_of_each_message_and_when_it_is_tried_again()
    {
        await using var world = await World.StartAsync(_clock);
        world.Receiver.Status = 503;
        await world.UnhealthyAsync();
        await world.RunAsync();

        var waiting = Assert.Single(await world.LogAsync());
        Assert.Equal(
            ("integration.unhealthy", "waiting", 1, 503, "It answered 503.", _clock.GetUtcNow().AddSeconds(30)),
            (waiting.Type, waiting.State, waiting.Attempts, waiting.Status, waiting.Error, waiting.NextAttemptAt));
        Assert.Equal(_clock.GetUtcNow(), waiting.AttemptedAt);
        Assert.NotNull(waiting.DurationMs);

        world.Receiver.Status = 200;
        _clock.Advance(TimeSpan.FromSeconds(30));
        await world.RunAsync();
        var delivered = Assert.Single(await world.LogAsync());
        Assert.Equal(("delivered", 2, 200, null, null), (delivered.State, delivered.Attempts, delivered.Status, delivered.Error, delivered.NextAttemptAt));
        Assert.Equal(waiting.Uuid, delivered.Uuid);
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_by_hand_with_the_same_id()
    {
        await using var world = await World.StartAsync(_clock);
        world.Receiver.Status = 500;
        await world.UnhealthyAsync();
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            await world.RunAsync();
            _clock.Advance(TimeSpan.FromHours(2));
        }

        await world.RunAsync();
        var failed = Assert.Single(await world.LogAsync());
        Assert.Equal(("failed", 20, null), (failed.State, failed.Attempts, failed.NextAttemptAt));
        Assert.Equal(20, world.Receiver.Messages.Count);
        Assert.Equal("It answered 500.", await world.Webhooks.RetryAsync(world.Owner, world.Webhook, failed.Uuid, Ct));
        Assert.Equal("failed", Assert.Single(await world.LogAsync()).State);

        world.Receiver.Status = 200;
        Assert.Null(await world.Webhooks.RetryAsync(world.Owner, world.Webhook, failed.Uuid, Ct));

        Assert.Equal(("delivered", 22), Assert.Single(await world.LogAsync()) is var now ? (now.State, now.Attempts) : default);
        Assert.Equal([failed.Uuid.ToString()], world.Receiver.Messages.Select(m => m.Headers["webhook-id"]).Distinct());
        Assert.Null((await world.Webhooks.GetAsync(world.Owner, world.Webhook, Ct)).FailedAt);
        await using var db = world.App.NewContext();
        Assert.Equal(2, await db.AuditLog.CountAsync(e => e.Action == "webhook.retry", Ct));
    }

    [Fact]
    public async Task What_waits_is_sent_at_once_by_hand_and_not_a_second_time()
    {
        await using var world = await World.StartAsync(_clock);
        world.Receiver.Status = 500;
        await world.UnhealthyAsync();
        await world.RunAsync();
        world.Receiver.Status = 200;

        Assert.Null(await world.Webhooks.RetryAsync(world.Owner, world.Webhook, Assert.Single(await world.LogAsync()).Uuid, Ct));
        _clock.Advance(TimeSpan.FromHours(2));
        await world.RunAsync();

        Assert.Equal(2, world.Receiver.Messages.Count);
    }

    [Fact]
    public async Task A_message_of_another_webhook_is_not_found()
    {
        await using var world = await World.StartAsync(_clock);
        await world.Webhooks.TestAsync(world.Owner, world.Webhook, Ct);
        var other = (await world.Webhooks.CreateAsync(world.Owner, world.Receiver.Url, null, Ct)).Webhook.Uuid;
        var message = Assert.Single(await world.LogAsync()).Uuid;

        await Assert.ThrowsAsync<NotFoundException>(() => world.Webhooks.RetryAsync(world.Owner, other, message, Ct));
        Assert.Single(world.Receiver.Messages);
    }

    [Fact]
    public async Task A_test_is_in_the_log_and_is_never_tried_again_by_itself()
    {
        await using var world = await World.StartAsync(_clock);
        world.Receiver.Status = 404;
        Assert.Equal("It answered 404.", await world.Webhooks.TestAsync(world.Owner, world.Webhook, Ct));
        _clock.Advance(TimeSpan.FromHours(2));
        await world.RunAsync();

        Assert.Equal(("test", "failed", 1), Assert.Single(await world.LogAsync()) is var test ? (test.Type, test.State, test.Attempts) : default);
        Assert.Single(world.Receiver.Messages);
    }

    [Fact]
    public async Task The_log_keeps_the_newest_hundred_of_each_webhook_and_everything_that_waits()
    {
        await using var world = await World.StartAsync(_clock);
        world.Receiver.Status = 500;
        await world.UnhealthyAsync();
        await world.RunAsync();
        var other = (await world.Webhooks.CreateAsync(world.Owner, world.Receiver.Url, [NoticeKinds.Held], Ct)).Webhook.Uuid;
        await world.Webhooks.TestAsync(world.Owner, other, Ct);
        world.Receiver.Status = 200;
        for (var i = 0; i < WebhookStore.MostSettled + 5; i++)
        {
            await world.Webhooks.TestAsync(world.Owner, world.Webhook, Ct);
        }

        var log = await world.LogAsync();
        Assert.Equal((WebhookStore.MostSettled, 1), (log.Count(d => d.Type == "test"), log.Count(d => d.State == "waiting")));
        Assert.Equal("waiting", log[^1].State);
        Assert.Equal(1, (await world.Deliveries.RunAsync(world.Owner, other, PageRequest.Of(1), Ct)).Total);
    }

    [Fact]
    public async Task A_webhook_gets_what_was_chosen_and_nothing_else()
    {
        await using var world = await World.StartAsync(_clock);
        await world.Webhooks.UpdateAsync(world.Owner, world.Webhook, [NoticeKinds.Budget, NoticeKinds.Held], Ct);
        await world.UnhealthyAsync();
        await world.RunAsync();
        Assert.Empty(world.Receiver.Messages);
        Assert.Equal([NoticeKinds.Held, NoticeKinds.Budget], (await world.Webhooks.GetAsync(world.Owner, world.Webhook, Ct)).Events);

        Assert.Contains("changes.held", Rule(await Assert.ThrowsAsync<ValidationFailedException>(() => world.Webhooks.UpdateAsync(world.Owner, world.Webhook, [], Ct))), StringComparison.Ordinal);
        Assert.Contains("audit.head", Rule(await Assert.ThrowsAsync<ValidationFailedException>(() => world.Webhooks.UpdateAsync(world.Owner, world.Webhook, ["test"], Ct))), StringComparison.Ordinal);

        static string Rule(ValidationFailedException refused) => Assert.Single(refused.Fields["events"]);
    }

    [Fact]
    public async Task Where_the_audit_log_ends_is_told_once_an_hour_to_whoever_asks_for_it()
    {
        await using var world = await World.StartAsync(_clock);
        await world.RunAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        await world.RunAsync();
        Assert.Empty(world.Receiver.Messages);

        await world.Webhooks.UpdateAsync(world.Owner, world.Webhook, WebhookEvents.Names, Ct);
        var head = Assert.Single(await AuditHeads.ReadAsync(world.App.Services.GetRequiredService<ScimifyDatabase>(), Ct));
        await world.RunAsync();
        await world.RunAsync();
        _clock.Advance(TimeSpan.FromMinutes(45));
        await world.RunAsync();
        _clock.Advance(TimeSpan.FromMinutes(45));
        await world.RunAsync();

        Assert.Equal(2, world.Receiver.Messages.Count);
        foreach (var message in world.Receiver.Messages.Select(m => JsonElement.Parse(m.Body)))
        {
            Assert.Equal("audit.head", message.GetProperty("type").GetString());
            Assert.Equal(
                (head.Organization, head.Entries, head.Hash),
                (message.GetProperty("data").GetProperty("organizationUuid").GetGuid(), message.GetProperty("data").GetProperty("entries").GetInt64(), message.GetProperty("data").GetProperty("hash").GetString()));
        }

        Assert.True((await new AuditVerifier(world.App.Services.GetRequiredService<ScimifyDatabase>(), _clock).VerifyAsync(head.Hash, Ct)).Single().Break is null);
    }

    [Fact]
    public async Task One_that_fails_for_five_minutes_is_a_problem_on_every_page_until_it_works()
    {
        await using var world = await World.StartAsync(_clock);
        world.Receiver.Status = 500;
        await world.Webhooks.TestAsync(world.Owner, world.Webhook, Ct);
        Assert.Empty(await ProblemsAsync());
        _clock.Advance(TimeSpan.FromMinutes(5));

        var problem = Assert.Single(await ProblemsAsync());
        Assert.Equal(
            ("bad", "Messages do not reach the webhook 127.0.0.1.", $"webhooks/{world.Webhook}"), (problem.Tone, problem.Title, problem.Href));
        Assert.Contains("It answered 500.", problem.Text, StringComparison.Ordinal);

        world.Receiver.Status = 200;
        await world.Webhooks.TestAsync(world.Owner, world.Webhook, Ct);
        Assert.Empty(await ProblemsAsync());

        async Task<IEnumerable<Problem>> ProblemsAsync() => await world.App.Services.GetRequiredService<ProblemQuery>().RunAsync(world.Owner, Ct);
    }

    /// <summary>A server with one webhook, whose receiver answers as told.</summary>
    private sealed class World(ScimifyApp app, WebhookReceiver receiver, Actor owner, Guid webhook) : IAsyncDisposable
    {
        public ScimifyApp App => app;

        public WebhookReceiver Receiver => receiver;

        public Actor Owner => owner;

        public Guid Webhook => webhook;

        public WebhookService Webhooks => app.Services.GetRequiredService<WebhookService>();

        public WebhookDeliveriesQuery Deliveries => app.Services.GetRequiredService<WebhookDeliveriesQuery>();

        public static async Task<World> StartAsync(FakeTimeProvider clock)
        {
            var receiver = await WebhookReceiver.StartAsync();
            var app = await ScimifyApp.StartAsync(Loopback, clock: clock);
            var owner = await app.PersonAsync();
            var issued = await app.Services.GetRequiredService<WebhookService>().CreateAsync(owner, receiver.Url, null, Ct);
            return new World(app, receiver, owner, issued.Webhook.Uuid);
        }

        public async Task UnhealthyAsync()
        {
            var integration = await app.IntegrationRowAsync(owner);
            await app.Services.GetRequiredService<ISyncStore>().SetHealthAsync(integration.Key, IntegrationHealth.Unreachable, "Away.", Ct);
        }

        public Task RunAsync() => app.Services.GetRequiredService<NoticeEngine>().RunOnceAsync(Ct);

        public async Task<IReadOnlyList<WebhookDeliveryView>> LogAsync() => (await Deliveries.RunAsync(owner, webhook, new PageRequest(1, 500), Ct)).Items;

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await receiver.DisposeAsync();
        }
    }
}
