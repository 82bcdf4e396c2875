using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Dialects;
using Scimify.Portal.Features.Integrations.Doctor;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Doctor;

/// <summary>The identity providers' tests, against the sealed endpoint. <c>ExchangeTests</c> runs the same against a real one, with Looker.</summary>
public sealed class ReplayTests(ReplayTests.World world) : IClassFixture<ReplayTests.World>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Tests =>
        [.. ReplaySuite.All.SelectMany(suite => suite.Tests.Select(test => new TheoryDataRow<string, string>(suite.Key, test.Name)))];

    [Fact]
    public void There_are_23() => Assert.Equal(23, ReplaySuite.All.Sum(suite => suite.Tests.Count));

    [Theory]
    [InlineData("okta")]
    [InlineData("entra")]
    public async Task All_pass_with_the_policies_that_an_integration_has_at_first(string key)
    {
        var replayed = await ReplayAsync(key, new IntegrationPolicies());

        Assert.All(replayed.Tests, test => Assert.True(test.HasPassed, $"{test.Name}: {test.Problem}"));
    }

    [Fact]
    public async Task A_policy_that_breaks_a_provider_shows_in_the_tests_that_it_breaks()
    {
        var replayed = await ReplayAsync("entra", new IntegrationPolicies { Profile = ScimProfile.Interop });

        Assert.Contains(replayed.Tests, test => !test.HasPassed);
        Assert.Contains(replayed.Tests, test => test.HasPassed);
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task An_answer_that_is_broken_on_purpose_turns_its_test_red(string key, string name)
    {
        var suite = ReplaySuite.All.Single(suite => suite.Key == key);
        var at = suite.Tests.TakeWhile(test => test.Name != name).Sum(test => test.Exchanges.Count);
        var send = await world.ServeAsync(new IntegrationPolicies());
        var sent = 0;

        var replayed = await new Replay(async request =>
        {
            var answer = await send(request);
            return sent++ == at ? answer with { Status = answer.Status == 200 ? 500 : 200 } : answer;
        }).RunAsync(suite);

        var broken = replayed.Tests.Single(test => test.Name == name);
        Assert.Contains(" instead of ", broken.Problem, StringComparison.Ordinal);
        Assert.All(replayed.Tests.TakeWhile(test => test.Name != name), test => Assert.True(test.HasPassed));
    }

    [Theory]
    [InlineData("application/json", """{"totalResults":0}""", "the Content-Type is application/json instead of application/scim+json")]
    [InlineData("application/scim+json", "<html>", "the answer is not JSON")]
    [InlineData("application/scim+json", "", "the answer is not JSON")]
    [InlineData("application/scim+json", """{"totalResults":1}""", "$.totalResults is 1 instead of 0")]
    [InlineData("application/scim+json", "{}", "$.totalResults is absent instead of 0")]
    public async Task The_problem_says_what_was_wrong(string type, string text, string problem)
    {
        var suite = new ReplaySuite("x", "X", "x", "x", [new("Nobody", [new() { ["method"] = "GET", ["path"] = "/Users", ["status"] = 200, ["expect"] = new System.Text.Json.Nodes.JsonObject { ["totalResults"] = 0 } }])]);

        var replayed = await new Replay(_ => Task.FromResult(new ReplayAnswer(200, type, text))).RunAsync(suite);

        Assert.Equal($"GET /Users: {problem}", Assert.Single(replayed.Tests).Problem);
    }

    [Fact]
    public async Task Nothing_is_left_behind()
    {
        string path;
        await using (var endpoint = await SealedDirectory.OpenAsync(world.Settings, Ct))
        {
            path = endpoint.Path;
            Assert.True(File.Exists(path));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}*"));
    }

    private async Task<ReplayedSuite> ReplayAsync(string key, IntegrationPolicies policies) =>
        await new Replay(await world.ServeAsync(policies)).RunAsync(ReplaySuite.All.Single(suite => suite.Key == key));

    public sealed class World : IAsyncLifetime
    {
        private ScimifyApp? _app;
        private SealedDirectory? _sealed;

        internal ScimifySettings Settings => _app!.Services.GetRequiredService<ScimifySettings>();

        internal Task<Func<ReplayRequest, Task<ReplayAnswer>>> ServeAsync(IntegrationPolicies policies) => _sealed!.ServeAsync(new("Production", "", policies, null));

        public async ValueTask InitializeAsync()
        {
            _app = await ScimifyApp.StartAsync();
            _sealed = await SealedDirectory.OpenAsync(Settings, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await _sealed!.DisposeAsync();
            await _app!.DisposeAsync();
        }
    }
}
