using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary><c>docker run --read-only</c>: nothing but the data directory can be written.</summary>
public sealed class ReadOnlyRootTests : IDisposable
{
    private readonly ReadOnlyRoot _root = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task The_first_start_and_the_verbs_need_nothing_but_the_data_directory()
    {
        await using var server = await ScimifyProcess.ServeAsync(_root.Settings, within: _root, ct: Ct);
        var verbs = new Dictionary<string, VerbResult>();
        foreach (var verb in (string[])["health", "migrate", "admin create --email ada@example.com --role Owner", "pat create --email ada@example.com --name ci", $"backup --to {_root.Settings["Scimify:DataDirectory"]}/b.scimify"])
        {
            verbs.Add(verb.Split(' ')[0], await ScimifyProcess.RunAsync(_root.Settings, [.. verb.Split(' '), "--urls", server.BaseAddress!.OriginalString], within: _root, ct: Ct));
        }

        Assert.All(verbs, verb => Assert.True(verb.Value.ExitCode == 0, verb.Value.Errors));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostLargeAsync(server.BaseAddress!, verbs["pat"].Output));
        Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(20)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.Data, "tmp")));
    }

    [Fact]
    public async Task A_key_ring_that_cannot_be_written_is_refused_by_name_and_the_next_start_uses_the_directory()
    {
        Directory.CreateDirectory(Path.Combine(_root.Data, "keys"));
        _root.Own();
        _root.Freeze("keys");
        var refused = await ScimifyProcess.RunAsync(_root.Settings, ["--urls", "http://127.0.0.1:0"], within: _root, ct: Ct);
        _root.Freeze(null);
        await using var server = await ScimifyProcess.ServeAsync(_root.Settings, within: _root, ct: Ct);

        Assert.Equal(1, refused.ExitCode);
        Assert.Matches("^Scimify:DataDirectory must be a folder .*/keys", refused.Errors);
        Assert.DoesNotContain("Now listening", refused.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scimify.db")]
    [InlineData("scimify.db-wal")]
    public async Task A_database_that_cannot_be_written_is_refused_before_listening_with_the_file_and_the_remedy(string file)
    {
        await EmptyDatabases.CopyToFileAsync(Path.Combine(_root.Data, "scimify.db"));
        await File.AppendAllTextAsync(Path.Combine(_root.Data, file), "", Ct);
        _root.Own();
        _root.Freeze(file);

        var refused = await ScimifyProcess.RunAsync(_root.Settings, ["--urls", "http://127.0.0.1:0"], within: _root, ct: Ct);

        Assert.Equal(1, refused.ExitCode);
        Assert.Matches($"^The database needs the file [^ ]*/{file}, which this process may not write: .*Give it to the user that runs Scimify", refused.Errors);
        Assert.DoesNotContain("Now listening", refused.Output, StringComparison.Ordinal);
    }

    /// <summary>The body is larger than what is kept in memory.</summary>
    private static async Task<HttpStatusCode> PostLargeAsync(Uri server, string apiKey)
    {
        using var client = new HttpClient { BaseAddress = server };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", apiKey);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        using var body = new StringContent($$"""{"name":"{{new string('x', 200_000)}}"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/integrations", UriKind.Relative), body, Ct);
        return answer.StatusCode;
    }
}
