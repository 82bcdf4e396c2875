using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Shared.Api;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>A POST with a key is carried out once, however often it is sent.</summary>
public sealed class IdempotencyTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Tokens = "/scim/organization-access-tokens";

    [Fact]
    public async Task A_repeated_request_is_answered_as_it_was_secret_included()
    {
        var integration = await world.IntegrationAsync();
        var body = $$"""{"description":"Once","integrationUuid":"{{integration.Id}}"}""";
        var first = await SendAsync(Tokens, body, "token-1");
        var again = await SendAsync(Tokens, body, "token-1");
        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal((first.Text, first.Headers.Location, first.ContentType), (again.Text, again.Headers.Location, again.ContentType));
        Assert.Equal((false, true), (first.Headers.Contains("Idempotency-Replayed"), again.Headers.Contains("Idempotency-Replayed")));
        Assert.Single((await world.Owner.GetAsync($"{Tokens}?integrationUuid={integration.Id}")).Results.EnumerateArray());
        await using var db = world.App.NewContext();
        Assert.DoesNotContain(first.Results.GetProperty("token").GetString()!, string.Join('\n', db.IdempotencyKeys.Select(k => k.ProtectedAnswer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_kept_for_ten_minutes_and_its_request_is_not_carried_out_again()
    {
        var integration = await world.IntegrationAsync();
        var body = $$"""{"description":"Soon forgotten","integrationUuid":"{{integration.Id}}"}""";
        var before = TimeProvider.System.GetUtcNow();
        await SendAsync(Tokens, body, "token-2");
        await using var db = world.App.NewContext();
        var kept = db.IdempotencyKeys.Single(k => k.Key == "token-2").AnswerUntil!.Value - before;
        await world.WriteAsync(session => session.Execute("UPDATE idempotency_keys SET answer_until = 1 WHERE key = 'token-2'"));

        await world.App.Services.GetRequiredService<MinuteRound>().RunAsync(CancellationToken.None);
        var again = await SendAsync(Tokens, body, "token-2");

        Assert.InRange(kept, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
        Assert.Equal("", db.IdempotencyKeys.Where(k => k.Key == "token-2").Select(k => k.ProtectedAnswer).Single());
        Assert.Equal(409, again.Status);
        Assert.Contains("was carried out", again.Text, StringComparison.Ordinal);
        Assert.Single((await world.Owner.GetAsync($"{Tokens}?integrationUuid={integration.Id}")).Results.EnumerateArray());
    }

    [Fact]
    public async Task An_answer_without_a_secret_is_kept_for_a_day()
    {
        var key = Guid.NewGuid().ToString();
        await SendAsync("/integrations", await IntegrationBodyAsync(), key);
        await using var db = world.App.NewContext();
        Assert.Null(db.IdempotencyKeys.Single(k => k.Key == key).AnswerUntil);
    }

    [Fact]
    public void Every_request_that_answers_with_a_secret_says_so()
    {
        string[] secrets = ["Secret", "Token", "Link"];
        var actions = typeof(ApiController).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ApiController)))
            .SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttributes(typeof(HttpPostAttribute), false).Length > 0)
            .Where(m => Answered(m.ReturnType).Any(t => t.GetProperties().Any(p => p.PropertyType == typeof(string) && secrets.Contains(p.Name)))).ToList();

        Assert.Equal(8, actions.Count);
        Assert.All(actions, action => Assert.NotNull(action.GetCustomAttributes(typeof(AnswersWithSecretAttribute), false).SingleOrDefault()));

        static IEnumerable<Type> Answered(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Answered) : [type];
    }

    [Fact]
    public async Task A_key_belongs_to_one_request_and_one_person()
    {
        var key = Guid.NewGuid().ToString();
        var body = await IntegrationBodyAsync();
        Assert.Equal(201, (await SendAsync("/integrations", body, key)).Status);
        foreach (var (path, other) in ((string, string)[])[("/integrations", await IntegrationBodyAsync()), ("/webhooks", body)])
        {
            var refused = await SendAsync(path, other, key);
            Assert.Equal((422, "Idempotency-Key"), (refused.Status, Assert.Single(refused.Fields)));
        }

        Assert.Equal(201, (await world.As(PortalRole.Operator).CallAsync("POST", "/integrations", await IntegrationBodyAsync(), header: ("Idempotency-Key", key))).Status);
    }

    [Fact]
    public async Task What_failed_leaves_its_key_free()
    {
        var key = Guid.NewGuid().ToString();
        Assert.Equal(422, (await SendAsync("/integrations", """{"name":""}""", key)).Status);
        Assert.Equal(201, (await SendAsync("/integrations", await IntegrationBodyAsync(), key)).Status);
    }

    [Fact]
    public async Task Of_many_at_once_one_is_carried_out()
    {
        var (key, body) = (Guid.NewGuid().ToString(), await IntegrationBodyAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync("/integrations", body, key)));
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[201, 409]));
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Uuid).Distinct());
        Assert.Equal(201, (await SendAsync("/integrations", body, key)).Status);
    }

    [Fact]
    public async Task A_request_that_was_cut_off_is_not_carried_out_again()
    {
        var (key, body) = (Guid.NewGuid().ToString(), await IntegrationBodyAsync());
        var made = await SendAsync("/integrations", body, key);
        await world.WriteAsync(session => session.Execute("UPDATE idempotency_keys SET protected_answer = NULL WHERE key = @p0", key));
        Assert.Equal(409, (await SendAsync("/integrations", body, key)).Status);
        Assert.Equal(200, (await world.Owner.GetAsync($"/integrations/{made.Uuid}")).Status);
    }

    [Fact]
    public async Task After_a_day_a_key_is_forgotten()
    {
        var store = world.App.Services.GetRequiredService<IIdempotencyStore>();
        var (person, now) = (world.OwnerActor.Id!.Value, TimeProvider.System.GetUtcNow());
        Assert.IsType<IdempotencyOutcome.Taken>(await store.BeginAsync(person, "old", "a", now.AddDays(-2), now.AddDays(-3), TestContext.Current.CancellationToken));
        Assert.IsType<IdempotencyOutcome.Different>(await store.BeginAsync(person, "old", "b", now, now.AddDays(-3), TestContext.Current.CancellationToken));
        Assert.IsType<IdempotencyOutcome.Taken>(await store.BeginAsync(person, "old", "b", now, now.AddDays(-1), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    public async Task A_key_that_is_none_is_refused_by_name(string key) =>
        Assert.Equal("Idempotency-Key", Assert.Single((await SendAsync("/integrations", "{}", key)).Fields));

    private static Task<string> IntegrationBodyAsync() => Task.FromResult(
        $$"""{"name":"Idempotent {{Guid.NewGuid():N}}","instanceName":"mycompany","clientId":"id","clientSecret":"secret"}""");

    private Task<ApiAnswer> SendAsync(string path, string body, string key) => world.Owner.CallAsync("POST", path, body, header: ("Idempotency-Key", key));
}
