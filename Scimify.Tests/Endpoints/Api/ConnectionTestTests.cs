using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>"Test connection" over the API, with the sandbox as Looker.</summary>
public sealed class ConnectionTestTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_says_version_edition_and_right_and_counts_its_calls()
    {
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        var made = await world.Owner.PostAsync("/integrations", Body("Sandbox", looker.Url, "sandbox-secret"));

        var test = await world.Owner.PostAsync($"/integrations/{made.Uuid}/test");

        Assert.Equal(200, test.Status);
        Assert.True(test.Results.GetProperty("ok").GetBoolean(), test.Text);
        Assert.True(test.Results.GetProperty("isAdmin").GetBoolean());
        Assert.Equal("looker", test.Results.GetProperty("edition").GetString());
        Assert.False(string.IsNullOrEmpty(test.Results.GetProperty("lookerVersion").GetString()));
        Assert.False(string.IsNullOrEmpty(test.Results.GetProperty("apiUser").GetProperty("id").GetString()));
        var status = await world.Owner.GetAsync($"/integrations/{made.Uuid}/status");
        Assert.Equal(looker.Sandbox.Recorder.Calls.Count, status.Results.GetProperty("lookerCallsThisMonth").GetInt64());
    }

    [Fact]
    public async Task A_new_secret_is_used_at_once()
    {
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        var made = await world.Owner.PostAsync("/integrations", Body("Wrong secret", looker.Url, "wrong"));
        Assert.Equal("credentialsRejected", Problem(await world.Owner.PostAsync($"/integrations/{made.Uuid}/test")));

        await world.Owner.PatchAsync($"/integrations/{made.Uuid}", """{"clientSecret":"sandbox-secret"}""");
        Assert.Null(Problem(await world.Owner.PostAsync($"/integrations/{made.Uuid}/test")));

        await world.Owner.PatchAsync($"/integrations/{made.Uuid}", """{"clientSecret":"wrong again"}""".Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("credentialsRejected", Problem(await world.Owner.PostAsync($"/integrations/{made.Uuid}/test")));
    }

    [Fact]
    public async Task A_connection_is_tested_before_it_is_saved()
    {
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        var test = await world.Owner.PostAsync("/integrations/test", $$"""{"baseUrl":"{{looker.Url.GetLeftPart(UriPartial.Authority)}}","clientId":"sandbox-client","clientSecret":"sandbox-secret"}""");
        Assert.Null(Problem(test));
        Assert.Empty(looker.Sandbox.Recorder.Violations);
    }

    private static string Body(string name, Uri url, string secret) =>
        $$"""{"name":"{{name}}","baseUrl":"{{url.GetLeftPart(UriPartial.Authority)}}","clientId":"sandbox-client","clientSecret":"{{secret}}"}""";

    private static string? Problem(ApiAnswer test) =>
        test.Results.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString()).FirstOrDefault();
}
