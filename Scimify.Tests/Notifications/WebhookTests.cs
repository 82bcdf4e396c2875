using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Notifications;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;
using StandardWebhooks;

namespace Scimify.Tests.Notifications;

/// <summary>People's own servers get each notice once, signed, however long they were away.</summary>
public sealed class WebhookTests
{
    private static readonly Dictionary<string, string?> Loopback = new() { ["Scimify:Webhooks:AllowInsecureHttp"] = "true" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Held_changes_are_told_once_and_new_ones_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var bridge = await Bridge.StartAsync(settings: Loopback, policies: new() { DeletionGuard = new DeletionGuardChange { MaxCount = 0 } });
        var issued = await Webhooks(bridge.App).CreateAsync(bridge.Owner, receiver.Url, null, Ct);
        await RunAsync(bridge.App);
        Assert.Empty(receiver.Messages);

        foreach (var (address, held) in ((string, int)[])[("grace@example.com", 1), ("ada@example.com", 2)])
        {
            await bridge.DeleteAsync($"/Users/{await bridge.NewUserAsync(address)}");
            await RunAsync(bridge.App);
            await RunAsync(bridge.App);
            var message = Assert.Single(receiver.Messages);
            receiver.Messages.Clear();
            var json = JsonElement.Parse(message.Body);
            Assert.Equal(("changes.held", held, bridge.Integration.Id), (
                json.GetProperty("type").GetString(), json.GetProperty("data").GetProperty("held").GetInt32(), json.GetProperty("data").GetProperty("integrationUuid").GetGuid()));
            Assert.Contains("changes are held", json.GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain(address, Encoding.UTF8.GetString(message.Body), StringComparison.Ordinal);
            IsSigned(message, issued.Secret);
        }
    }

    [Fact]
    public async Task A_token_is_spoken_of_at_each_stage_once_and_a_rotated_one_no_more()
    {
        await using var app = await ScimifyApp.StartAsync(Loopback);
        var owner = await app.PersonAsync();
        var integration = await app.IntegrationRowAsync(owner);
        await Webhooks(app).CreateAsync(owner, "https://hooks.example.com", null, Ct);
        var start = TimeProvider.System.GetUtcNow();
        var token = await app.ScimTokenAsync(owner, integration.Id, start.AddDays(60).AddHours(1));
        var told = new List<int>();
        for (var day = 0; day <= 61; day++)
        {
            told.AddRange(Enumerable.Repeat(60 - day, await TellAsync(app, owner, start.AddDays(day).AddHours(2))));
        }

        Assert.Equal([30, 14, 7, 1, 0], told);
        await using (var db = app.NewContext())
        {
            Assert.All(await db.WebhookDeliveries.ToListAsync(Ct), delivery => Assert.Equal("token.expiring", delivery.Kind));
        }

        await app.Services.GetRequiredService<TokenService>().RotateAsync(owner, token.Token.Id, new TokenRotation(start.AddDays(150), 0), Ct);
        Assert.Equal(0, await TellAsync(app, owner, start.AddDays(61)));
    }

    [Fact]
    public async Task Looker_away_and_a_budget_that_will_not_last_are_told()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var bridge = await Bridge.StartAsync(settings: Loopback, policies: new() { MonthlyCallBudget = new(1) });
        await bridge.NewUserAsync("grace@example.com");
        await bridge.App.Services.GetRequiredService<Core.Provisioning.Engine.ISyncStore>().AddCallsAsync(
            [new LookerCallCount { IntegrationKey = bridge.Integration.Key, Month = LookerCallCount.MonthOf(TimeProvider.System.GetUtcNow()), Calls = 5 }], Ct);
        await bridge.App.Services.GetRequiredService<Core.Provisioning.Engine.ISyncStore>().SetHealthAsync(bridge.Integration.Key, IntegrationHealth.CredentialsRejected, "No.", Ct);
        await Webhooks(bridge.App).CreateAsync(bridge.Owner, receiver.Url, null, Ct);
        await RunAsync(bridge.App);
        await RunAsync(bridge.App);
        Assert.Equal(["budget.warning", "integration.unhealthy"], receiver.Messages.Select(m => JsonElement.Parse(m.Body).GetProperty("type").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_until_it_is()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2096, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = await ScimifyApp.StartAsync(Loopback, clock: clock);
        var owner = await app.PersonAsync();
        var integration = await app.IntegrationRowAsync(owner);
        await app.Services.GetRequiredService<Core.Provisioning.Engine.ISyncStore>().SetHealthAsync(integration.Key, IntegrationHealth.Unreachable, "Away.", Ct);
        await Webhooks(app).CreateAsync(owner, receiver.Url, null, Ct);
        foreach (var status in (int[])[500, 302, 404])
        {
            receiver.Status = status;
            await RunAsync(app);
            var failing = Assert.Single(await Webhooks(app).ListAsync(owner, Ct));
            Assert.Equal($"It answered {status}.", failing.Failure);
            clock.Advance(TimeSpan.FromHours(2));
        }

        receiver.Status = 200;
        await RunAsync(app);
        await RunAsync(app);
        Assert.Equal(4, receiver.Messages.Count);
        Assert.Single(receiver.Messages.Select(m => m.Headers["Scimify-Delivery"]).Distinct());
        var working = Assert.Single(await Webhooks(app).ListAsync(owner, Ct));
        Assert.Equal((null, null), (working.Failure, working.FailedAt));
        Assert.NotNull(working.DeliveredAt);
        await using var db = app.NewContext();
        Assert.Null(Assert.Single(await db.WebhookDeliveries.ToListAsync(Ct)).NotBefore);
    }

    /// <summary>The example of the specification, and a secret as this product made them before it followed it.</summary>
    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("whsec_31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0", "v1,AuY3SaZkdwk9QSGJST2nHoi5OYG3oyxOjsoadsG6rOA=")]
    public void A_signature_is_that_of_Standard_Webhooks(string secret, string signature)
    {
        const string Body = """{"test": 2432232314}""";
        var at = DateTimeOffset.FromUnixTimeSeconds(1614265330);
        Assert.Equal(signature, WebhookSignature.Standard(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, Encoding.UTF8.GetBytes(Body)));
        Assert.Equal(signature, new StandardWebhook(secret).Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, Body));
    }

    [Fact]
    public void Attempts_grow_rare_and_end_after_more_than_a_day()
    {
        var pauses = Enumerable.Range(1, 20).Select(WebhookDispatcher.PauseAfter).ToList();
        Assert.Equal([30, 60, 120, 240], pauses.Take(4).Select(p => (int)p!.Value.TotalSeconds));
        Assert.Null(pauses[^1]);
        Assert.All(pauses.SkipLast(1), pause => Assert.InRange(pause!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromHours(2)));
        Assert.True(pauses.SkipLast(1).Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause!.Value) > TimeSpan.FromHours(20));
    }

    [Theory]
    [InlineData("", "address such as")]
    [InlineData("hooks.example.com", "address such as")]
    [InlineData("ftp://hooks.example.com", "https://")]
    [InlineData("http://hooks.example.com", "https://")]
    [InlineData("https://user:pass@hooks.example.com", "user name")]
    [InlineData("https://hooks.example.com/#a", "fragment")]
    [InlineData("https://169.254.169.254/latest", "link-local")]
    [InlineData("https://10.0.0.7/hook", "Scimify:Webhooks:AllowPrivateNetworks")]
    [InlineData("https://127.0.0.1/hook", "Scimify:Webhooks")]
    [InlineData("https://localhost/hook", "Scimify:Webhooks")]
    [InlineData("https://[::ffff:10.0.0.7]/hook", "private network")]
    [InlineData("https://hooks.example.com/a\u0001b", "control characters")]
    [InlineData("https://hooks.example.com/a\r\nb", "control characters")]
    [InlineData("https://hooks.example.com/a\u0085b", "control characters")]
    [InlineData("https://hooks.example.com/a b", "control characters")]
    [InlineData("https://hooks.example.com/a\u202eb", "invisible")]
    [InlineData("https://hooks.\u200bexample.com/", "invisible")]
    public async Task An_address_that_is_none_or_leads_into_the_operators_own_network_is_refused(string url, string word)
    {
        await using var app = await ScimifyApp.StartAsync();
        var refused = await Assert.ThrowsAsync<ValidationFailedException>(async () => await Webhooks(app).CreateAsync(await app.PersonAsync(), url, null, Ct));
        Assert.Contains(word, Assert.Single(refused.Fields["url"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_ten_at_most_and_a_removed_one_is_told_of_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = await ScimifyApp.StartAsync(Loopback);
        var owner = await app.PersonAsync();
        var made = new List<IssuedWebhook>();
        for (var i = 0; i < WebhookService.Most; i++)
        {
            made.Add(await Webhooks(app).CreateAsync(owner, receiver.Url, null, Ct));
        }

        await Assert.ThrowsAsync<ConflictException>(() => Webhooks(app).CreateAsync(owner, receiver.Url, null, Ct));
        Assert.Null(await Webhooks(app).TestAsync(owner, made[0].Webhook.Uuid, Ct));
        IsSigned(Assert.Single(receiver.Messages), made[0].Secret);
        await using (var db = app.NewContext())
        {
            Assert.Equal($"{made[0].Webhook.Uuid}", db.AuditLog.Single(entry => entry.Action == "webhook.test").SubjectId);
        }

        await Webhooks(app).DeleteAsync(owner, made[0].Webhook.Uuid, Ct);
        await Assert.ThrowsAsync<NotFoundException>(() => Webhooks(app).TestAsync(owner, made[0].Webhook.Uuid, Ct));
        Assert.Equal(9, (await Webhooks(app).ListAsync(owner, Ct)).Count);
    }

    /// <returns>How many new messages are under way at the given time.</returns>
    private static async Task<int> TellAsync(ScimifyApp app, Actor owner, DateTimeOffset now)
    {
        await using var db = app.NewContext();
        var before = await db.WebhookDeliveries.CountAsync(Ct);
        foreach (var notice in await new NoticeFinder(db, owner.OrganizationKey, now).RunAsync(Ct))
        {
            await app.Services.GetRequiredService<IWebhookStore>().TellAsync(notice, id => NoticeBody.Of(id, now, notice), Ct);
        }

        return await db.WebhookDeliveries.CountAsync(Ct) - before;
    }

    private static WebhookService Webhooks(ScimifyApp app) => app.Services.GetRequiredService<WebhookService>();

    private static Task RunAsync(ScimifyApp app) => app.Services.GetRequiredService<NoticeEngine>().RunOnceAsync(Ct);

    private static void IsSigned(Received message, string secret)
    {
        var parts = message.Headers["Scimify-Signature"].Split(',').ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1]);
        var signed = Encoding.UTF8.GetBytes(parts["t"] + ".").Concat(message.Body).ToArray();
        Assert.Equal(parts["v1"], Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts["t"], CultureInfo.InvariantCulture)), DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.MaxValue);
        Assert.Equal("/hook?of=scimify", message.Address);
        new StandardWebhook(secret).Verify(Encoding.UTF8.GetString(message.Body), message.AllHeaders);
    }
}
