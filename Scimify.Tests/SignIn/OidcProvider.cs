using System.Diagnostics;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>npm's <c>oidc-provider</c>, a certified implementation, in a process of its own. Whoever signs in as <c>owner</c> is in the group <c>owners</c>.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string ClientSecret = "the secret of the client";

    private readonly Process _node;

    private OidcProvider(Process node, string address) => (_node, Address) = (node, address);

    public string Address { get; }

    /// <summary>A free port, which is known before the client's redirect address is.</summary>
    public static int NewPort() => ScimifyProcess.FreePort();

    /// <summary>Skips the test if npm's packages are not installed.</summary>
    public static async Task<OidcProvider> StartAsync(int port, Uri redirectUri)
    {
        var folder = Path.Combine(Repository.Root, "tools", "oidc-provider");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            Assert.Skip("oidc-provider is not installed: run npm ci in tools/oidc-provider.");
        }

        var node = Process.Start(new ProcessStartInfo("node", ["server.mjs", redirectUri.AbsoluteUri, $"{port}"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        node.ErrorDataReceived += (_, _) => { };
        node.BeginErrorReadLine();
        return new OidcProvider(node, await NextAddressAsync(node));
    }

    /// <summary>Starts again with another signing key. All sign-ins at the provider are forgotten.</summary>
    public async Task RollKeyOverAsync()
    {
        await _node.StandardInput.WriteLineAsync();
        await NextAddressAsync(_node);
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private static async Task<string> NextAddressAsync(Process node)
    {
        while (await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("oidc-provider has ended.");
    }
}
