using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scimify.Portal.Features.Integrations.Doctor;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>
/// A fixture file: requests in order, each with the expected answer, and the expected state of Looker at the end.
/// <c>{{name}}</c> stands for a value from an earlier answer (<c>capture</c>), <c>"&lt;any&gt;"</c> for any value, and null
/// for none.
/// </summary>
internal sealed partial class Exchanges(Bridge bridge)
{
    private readonly Dictionary<string, string> _captured = new(StringComparer.Ordinal)
    {
        ["base"] = new Uri(bridge.App.BaseAddress, "/scim/v2").ToString(),
    };

    public static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", file)))!.AsObject();

    public async Task RunAsync(JsonObject fixture)
    {
        var strict = await StrictClient.LearnAsync(bridge.Scim);
        foreach (var written in fixture["exchanges"]!.AsArray())
        {
            var exchange = JsonNode.Parse(Filled(written!.ToJsonString()))!.AsObject();
            try
            {
                await RunOneAsync(exchange, strict);
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or InvalidOperationException)
            {
                throw new InvalidOperationException($"{exchange["method"]} {exchange["path"]} ({exchange["why"] ?? "no reason given"}): {e.Message}", e);
            }
        }
    }

    private async Task RunOneAsync(JsonObject exchange, StrictClient strict)
    {
        var method = new HttpMethod((string)exchange["method"]!);
        using var request = new HttpRequestMessage(method, "/scim/v2" + (string)exchange["path"]!);
        if (exchange["body"] is { } body)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse((string?)exchange["contentType"] ?? "application/scim+json; charset=utf-8");
        }

        foreach (var (name, value) in exchange["headers"]?.AsObject() ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, (string?)value);
        }

        using var response = await bridge.Scim.SendAsync(request);
        var reply = await WireReply.ReadAsync(response);
        Assert.True((int)exchange["status"]! == reply.Status, $"status {reply.Status} instead of {exchange["status"]}: {reply.Text}");
        WireRules.Check(reply, request, strict, (string?)exchange["answerType"] ?? "application/scim+json");
        foreach (var (name, value) in exchange["expectHeaders"]?.AsObject() ?? [])
        {
            Assert.Equal((string?)value, reply.Headers.GetValueOrDefault(name));
        }

        if (exchange["expect"] is { } expected)
        {
            Assert.Null(JsonExpectation.Difference(expected, reply.Body));
        }

        foreach (var (name, path) in exchange["capture"]?.AsObject() ?? [])
        {
            _captured[name] = At(reply, (string)path!);
        }
    }

    private static string At(WireReply reply, string path)
    {
        if (path.StartsWith("header:", StringComparison.Ordinal))
        {
            return reply.Headers[path["header:".Length..]];
        }

        var node = reply.Body;
        foreach (var step in path.Split('.'))
        {
            node = int.TryParse(step, out var index) ? node![index] : node![step];
        }

        return node!.ToString();
    }

    private string Filled(string text) => Placeholder().Replace(text, match =>
        _captured.TryGetValue(match.Groups[1].Value, out var value)
            ? JsonEncodedText.Encode(value).ToString()
            : throw new InvalidOperationException($"Nothing was captured as {match.Value}."));

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();
}
