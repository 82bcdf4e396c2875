using System.Text.Json;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine;

/// <summary><c>export</c> as a script calls it.</summary>
public sealed class ExportVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_audit_log_of_a_period_goes_to_stdout_and_the_export_is_noted()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");

        var first = await RunAsync("export", "audit", "--format", "jsonl", "--from", "2026-01-01");
        var second = await RunAsync("export", "audit", "--from", "2026-01-01T00:00:00Z");
        var before = await RunAsync("export", "audit", "--to", "2026-01-01");

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.Equal(["export.create", "person.create"], first.Output.Split('\n').Select(line => JsonElement.Parse(line).GetProperty("action").GetString()));
        Assert.Equal(2 + 2, second.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((0, ""), (before.ExitCode, before.Errors));
        Assert.DoesNotContain("export.create", before.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from must be a time such as 2026-11-01 or 2026-11-01T08:00:00Z, but is 'yesterday'", "export", "log", "--from", "yesterday")]
    [InlineData("There is no integration yet", "export", "users", "--integration", "Production")]
    [InlineData("There is no organization 'Acme'", "export", "log", "--organization", "Acme")]
    [InlineData("Option '--integration' is required.", "export", "users")]
    public async Task What_cannot_be_exported_ends_with_1_and_says_why(string message, params string[] arguments)
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner");

        var refused = await RunAsync(arguments);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_organizations_one_must_be_named()
    {
        await RunAsync("admin", "create", "--email", "ada@example.com", "--role", "Owner", "--organization", "Acme");
        await RunAsync("admin", "create", "--email", "bert@example.com", "--role", "Owner", "--organization", "Globex");

        var unclear = await RunAsync("export", "audit", "--format", "jsonl");
        var named = await RunAsync("export", "audit", "--format", "jsonl", "--organization", "globex");

        Assert.Equal((1, "There are several organizations. Name one with --organization: Acme, Globex"), (unclear.ExitCode, unclear.Errors));
        Assert.Contains("bert@example.com", named.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.com", named.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<VerbResult> RunAsync(params string[] arguments) => VerbRun.RunAsync(
        new Dictionary<string, string?> { ["Scimify:DataDirectory"] = Path.Combine(_folder.Path, "data") }, arguments, ct: Ct);
}
