using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>Runs a suite against a SCIM server, test by test. A test that fails keeps none of the others from running.</summary>
/// <param name="send">Sends a request and returns the answer.</param>
public sealed partial class Replay(Func<ReplayRequest, Task<ReplayAnswer>> send)
{
    private const string ScimJson = "application/scim+json";
    private readonly Dictionary<string, string> _captured = new(StringComparer.Ordinal);

    public async Task<ReplayedSuite> RunAsync(ReplaySuite suite)
    {
        var tests = new List<ReplayedTest>(suite.Tests.Count);
        foreach (var test in suite.Tests)
        {
            tests.Add(await RunAsync(test, suite.Agent));
        }

        return new(suite.Key, suite.Name, suite.What, tests);
    }

    private async Task<ReplayedTest> RunAsync(ReplayTest test, string agent)
    {
        var exchanges = new List<ReplayedExchange>(test.Exchanges.Count);
        foreach (var written in test.Exchanges)
        {
            if (Missing(written.ToJsonString()) is { } missing)
            {
                return new(test.Name, $"It needs the {missing} of a test before it, which failed", exchanges);
            }

            var exchange = JsonNode.Parse(Filled(written.ToJsonString()))!.AsObject();
            var request = new ReplayRequest((string)exchange["method"]!, (string)exchange["path"]!, exchange["body"]?.ToJsonString(), agent);
            var answer = await send(request);
            exchanges.Add(new(request.Method, request.Path, request.Body, (int)exchange["status"]!, answer.Status, answer.Text.Length == 0 ? null : answer.Text));
            if (ProblemOf(exchange, answer) is { } problem)
            {
                return new(test.Name, $"{request.Method} {request.Path}: {problem}", exchanges);
            }
        }

        return new(test.Name, null, exchanges);
    }

    private string? ProblemOf(JsonObject exchange, ReplayAnswer answer)
    {
        if ((int)exchange["status"]! is var status && status != answer.Status)
        {
            return $"the status is {answer.Status} instead of {status}";
        }

        if (answer.Text.Length > 0 && answer.ContentType != ScimJson)
        {
            return $"the Content-Type is {answer.ContentType ?? "missing"} instead of {ScimJson}";
        }

        if (Parsed(answer.Text) is not { } body)
        {
            return exchange["expect"] is null && exchange["capture"] is null && answer.Text.Length == 0 ? null : "the answer is not JSON";
        }

        if (exchange["expect"] is { } expected && JsonExpectation.Difference(expected, body) is { } difference)
        {
            return difference;
        }

        foreach (var (name, member) in exchange["capture"]?.AsObject() ?? [])
        {
            _captured[name] = body[(string)member!]!.ToString();
        }

        return null;
    }

    private static JsonObject? Parsed(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string? Missing(string text) =>
        Placeholder().Matches(text).Select(match => match.Groups[1].Value).FirstOrDefault(name => !_captured.ContainsKey(name));

    private string Filled(string text) => Placeholder().Replace(text, match => JsonEncodedText.Encode(_captured[match.Groups[1].Value]).ToString());

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();
}
