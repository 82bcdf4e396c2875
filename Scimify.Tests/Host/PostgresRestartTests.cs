using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

public sealed class PostgresRestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_PostgreSQL_is_restarted_writes_get_201_or_503_and_what_was_acknowledged_reaches_Looker_at_once()
    {
        await using var postgres = await OwnPostgres.StartAsync();
        await using var bridge = await Bridge.StartAsync(
            waitSeconds: 1,
            settings: new Dictionary<string, string?>
            {
                ["Scimify:Database:Provider"] = "Postgres",
                ["ConnectionStrings:Scimify"] = postgres.ConnectionString,
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            });
        using var api = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        var made = new ConcurrentBag<string>();
        var refused = new ConcurrentBag<(int Status, RetryConditionHeaderValue? Wait)>();
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var name = $"user{writer}.{i}@example.com";
                using var body = new StringContent(Bridge.UserJson(name), Encoding.UTF8, "application/scim+json");
                using var answer = await bridge.Scim.PostAsync(new Uri("/scim/v2/Users", UriKind.Relative), body, Ct);
                if (answer.IsSuccessStatusCode)
                {
                    made.Add(name);
                }
                else
                {
                    refused.Add(((int)answer.StatusCode, answer.Headers.RetryAfter));
                }
            }
        }).ToList();

        await Eventually.TrueAsync(() => made.Count >= 10);
        await postgres.StopAsync();
        await Eventually.TrueAsync(() => refused.Count >= 4);
        foreach (var (client, path) in ((HttpClient, string)[])[(bridge.Scim, "/scim/v2/Users"), (api, "/api/v1/integrations"), (api, "/readyz"), (api, "/metrics")])
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{path} was answered with {answer.StatusCode}.");
        }

        await postgres.StartAgainAsync();
        var before = made.Count;
        await Eventually.TrueAsync(() => made.Count >= before + 10);
        await enough.CancelAsync();
        await Task.WhenAll(writers);
        await bridge.SettledAsync();

        Assert.All(refused, answer => Assert.Equal((503, TimeSpan.FromSeconds(5)), (answer.Status, answer.Wait?.Delta)));
        Assert.Empty(made.Where(name => bridge.LookerUser(name) is null));
    }
}
