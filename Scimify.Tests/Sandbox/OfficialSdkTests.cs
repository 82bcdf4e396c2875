using System.Diagnostics;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Sandbox;

public sealed class OfficialSdkTests
{
    /// <summary>Looker's own SDK finds in the sandbox what its documentation promises.</summary>
    [Fact]
    public async Task The_official_SDK_works_against_the_sandbox()
    {
        var folder = Path.Combine(Repository.Root, "tools", "looker-sdk");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            Assert.Skip("Looker's SDK is not installed: run npm ci in tools/looker-sdk.");
        }

        await using var running = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, TestContext.Current.CancellationToken);
        using var node = Process.Start(new ProcessStartInfo("node", ["check.mjs", running.Url.GetLeftPart(UriPartial.Authority)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, $"{await output}{await errors}");

        // Our table knows everything that the SDK sends by its own documentation, except for a record that is sent back completely.
        Assert.All(running.Sandbox.Recorder.Violations, v => Assert.Equal(("update_user", true), (v.Operation, v.Message.StartsWith("The operation's body has no writable member", StringComparison.Ordinal))));
    }
}
