using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>npm's <c>oidc-provider</c>, a certified implementation, in a process of its own. Whoever signs in as <c>owner</c> is in the group <c>owners</c>.</summary>
internal sealed partial class OidcProvider : IAsyncDisposable
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
    public Task RollKeyOverAsync() => TellAsync(new { command = "roll" });

    /// <summary>From now on, its clock goes wrong by so much.</summary>
    public Task SetClockAsync(TimeSpan ahead) => TellAsync(new { command = "clock", ahead = ahead.TotalSeconds });

    /// <summary>From now on, changes each ID token on its way out.</summary>
    public Task ForgeAsync(Forgery forgery) => TellAsync(new { command = "forge", forgery.Claims, forgery.Without, forgery.Header, forgery.Key });

    /// <summary>Somebody signs in as <c>operator</c>: fills the provider's forms, who it is and that Scimify may know.</summary>
    /// <param name="browser">Does not follow redirects if somebody wants to see where the provider leads.</param>
    /// <param name="start">Where it begins.</param>
    /// <returns>The first answer that is not the provider's, or leads away from it.</returns>
    public async Task<HttpResponseMessage> ConsentAsync(HttpClient browser, Uri start)
    {
        var answer = await browser.GetAsync(start, Ct);
        while (true)
        {
            var page = answer.RequestMessage!.RequestUri!;
            if (answer.Headers.Location is { } location)
            {
                var next = new Uri(page, location);
                if (!IsOwn(next))
                {
                    return answer;
                }

                answer.Dispose();
                answer = await browser.GetAsync(next, Ct);
            }
            else if (IsOwn(page) && await answer.Content.ReadAsStringAsync(Ct) is var html && FormAction().Match(html) is { Success: true } form)
            {
                answer.Dispose();
                using var fields = new FormUrlEncodedContent([.. HiddenFields(html), new("login", "operator"), new("password", "any")]);
                answer = await browser.PostAsync(new Uri(page, WebUtility.HtmlDecode(form.Groups[1].Value)), fields, Ct);
            }
            else
            {
                return answer;
            }
        }
    }

    /// <summary>Those of a form of the provider, with their values.</summary>
    public static IEnumerable<KeyValuePair<string, string>> HiddenFields(string html) =>
        HiddenField().Matches(html).Select(field => KeyValuePair.Create(field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value)));

    [GeneratedRegex("<form[^>]*action=\"([^\"]+)\"")]
    public static partial Regex FormAction();

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private bool IsOwn(Uri address) => address.AbsoluteUri.StartsWith(Address + "/", StringComparison.Ordinal);

    private async Task TellAsync(object command)
    {
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command, Web));
        await NextAddressAsync(_node);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();

    private static async Task<string> NextAddressAsync(Process node)
    {
        while (await node.StandardOutput.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("oidc-provider has ended.");
    }
}

/// <summary>What becomes of an ID token between the provider and Scimify.</summary>
/// <param name="Claims">Over those that the provider has put in.</param>
/// <param name="Without">Claims that are taken out.</param>
/// <param name="Header">Over what the provider has put there.</param>
/// <param name="Key">What it is signed with: the provider's <c>own</c> key, <c>another</c>, the <c>public</c> one as if it were a secret, or <c>none</c>.</param>
internal sealed record Forgery(Dictionary<string, object>? Claims = null, string[]? Without = null, Dictionary<string, object>? Header = null, string Key = "own");
