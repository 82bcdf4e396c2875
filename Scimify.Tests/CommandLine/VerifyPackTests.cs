using Scimify.Core.People;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine;

/// <summary><c>audit verify-pack</c> as an auditor calls it.</summary>
public sealed class VerifyPackTests(ApiWorld world) : IClassFixture<ApiWorld>, IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pack_is_what_the_installation_of_the_key_wrote()
    {
        var (pack, key) = await PackAsync();

        var right = await RunAsync("audit", "verify-pack", pack, "--key", key);

        Assert.Equal((0, ""), (right.ExitCode, right.Errors));
        Assert.Contains("for Acme, made by ", right.Output, StringComparison.Ordinal);
        Assert.Contains("Logs: from their beginning to ", right.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_installation_did_not_write_it()
    {
        var (pack, _) = await PackAsync();

        var ownKey = await RunAsync("audit", "verify-pack", pack);

        Assert.Equal((1, ""), (ownKey.ExitCode, ownKey.Output));
        Assert.Contains("is not a pack that this key signed: The signature is not one of this key", ownKey.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pack.zip", "pack.zip", "--key must be a file with a public key in PEM")]
    [InlineData("key.pem", "key.pem", "is not a pack that this key signed: ")]
    [InlineData("nothing.zip", "key.pem", "nothing.zip")]
    [InlineData("pack.zip", "nothing.pem", "nothing.pem")]
    [InlineData("pack.zip", "", "--key must name a file")]
    public async Task What_cannot_be_verified_ends_with_1_and_says_why(string pack, string key, string message)
    {
        await PackAsync();

        var refused = await RunAsync("audit", "verify-pack", Path.Combine(_folder.Path, pack), "--key", key.Length == 0 ? "" : Path.Combine(_folder.Path, key));

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(string Pack, string Key)> PackAsync()
    {
        var (pack, key) = (Path.Combine(_folder.Path, "pack.zip"), Path.Combine(_folder.Path, "key.pem"));
        await File.WriteAllBytesAsync(pack, await world.As(PortalRole.Auditor).FileAsync("/evidence-pack"), Ct);
        await File.WriteAllTextAsync(key, await world.App.Client.GetStringAsync("/.well-known/scimify-evidence.pem", Ct), Ct);
        return (pack, key);
    }

    private Task<VerbResult> RunAsync(params string[] arguments) => VerbRun.RunAsync(
        new Dictionary<string, string?> { ["Scimify:DataDirectory"] = Path.Combine(_folder.Path, "data") }, arguments, ct: Ct);
}
