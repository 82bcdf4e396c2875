using System.Globalization;
using System.Text.RegularExpressions;
using Scimify.Core.Integrations;
using Scimify.Portal.Host.Metrics;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary><c>/metrics</c> says in numbers what the console says in words, and names nobody.</summary>
public sealed partial class MetricsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_numbers_are_those_of_the_directory()
    {
        await using var bridge = await Bridge.StartAsync(policies: new()
        {
            MonthlyCallBudget = new(5_000),
            DeletionGuard = new DeletionGuardChange { MaxCount = 1 },
        });
        var (grace, ada) = (await bridge.NewUserAsync("grace@example.com"), await bridge.NewUserAsync("ada@example.com"));
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""");
        Assert.NotEqual("held", (await bridge.DeleteAsync($"/Users/{grace}")).Sync);
        Assert.Equal("held", (await bridge.DeleteAsync($"/Users/{ada}")).Sync);
        await bridge.SettledAsync();

        var text = await bridge.App.MetricsAsync();
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
        var id = bridge.Integration.Id;
        Assert.Equal((0, 1, 0, 1, 0), (
            Value(text, $"scimify_users{{integration=\"{id}\"}}"), Value(text, $"scimify_groups{{integration=\"{id}\"}}"), Value(text, $"scimify_memberships{{integration=\"{id}\"}}"),
            Value(text, $"scimify_held{{integration=\"{id}\"}}"), Value(text, $"scimify_pending{{integration=\"{id}\"}}")));
        Assert.Equal((1, 0), (Value(text, $"scimify_integration_state{{integration=\"{id}\",state=\"ok\"}}"), Value(text, $"scimify_integration_state{{integration=\"{id}\",state=\"paused\"}}")));
        Assert.Equal(5_000, Value(text, $"scimify_looker_calls_budget{{integration=\"{id}\"}}"));
        Assert.Equal(bridge.Looker.Recorder.Calls.Count, Value(text, $"scimify_looker_calls_month{{integration=\"{id}\"}}"));
        Assert.Equal(3, Value(text, "scimify_http_requests_total{interface=\"scim\",status=\"201\"}"));
        Assert.Equal(5, Value(text, "scimify_http_request_duration_seconds_count{interface=\"scim\"}"));
        Assert.DoesNotContain("grace", text, StringComparison.Ordinal);
        Assert.DoesNotContain(bridge.Integration.Name, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_ends_is_told_with_its_time()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var integration = await app.IntegrationRowAsync(owner);
        var expiry = new DateTimeOffset(2096, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var token = await app.ScimTokenAsync(owner, integration.Id, expiry);
        await app.ScimTokenAsync(owner, integration.Id);
        var text = await app.MetricsAsync();
        Assert.Equal(expiry.ToUnixTimeSeconds(), Value(text, $"scimify_token_expiry_timestamp_seconds{{integration=\"{integration.Id}\",token=\"{token.Token.Id}\"}}"));
        Assert.Equal(3, text.Split("scimify_token_expiry_timestamp_seconds").Length - 1);
        Assert.DoesNotContain(token.Secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_escaped() => Assert.Equal(
        "# HELP a_total What.\n# TYPE a_total counter\na_total{b=\"q\\\"\\\\\\n\"} 0.5\n",
        new MetricText().Counter("a_total", "What.").Sample("a_total", 0.5, ("b", "q\"\\\n")).ToString());

    private static double Value(string text, string sample) =>
        double.Parse(Assert.Single(text.Split('\n'), line => line.StartsWith(sample + " ", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);

    [GeneratedRegex("""^(# (HELP [a-z_]+ .+|TYPE [a-z_]+ (gauge|counter|histogram))|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.E+-]+)$""")]
    private static partial Regex Line();
}
