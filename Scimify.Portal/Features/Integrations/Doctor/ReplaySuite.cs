using System.Text.Json.Nodes;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>The tests of an identity provider: requests in order, each with the answer that it expects.</summary>
/// <param name="Key">Such as <c>okta</c>.</param>
/// <param name="What">Where the tests come from, as a sentence.</param>
/// <param name="Agent">The User-Agent of the provider.</param>
public sealed record ReplaySuite(string Key, string Name, string What, string Agent, IReadOnlyList<ReplayTest> Tests)
{
    /// <summary>Those of this build: 23 tests.</summary>
    public static IReadOnlyList<ReplaySuite> All { get; } = [Embedded("okta"), Embedded("entra")];

    /// <param name="suite">A file of the folder Suites. An exchange with <c>test</c> begins a test.</param>
    public static ReplaySuite Parse(JsonObject suite)
    {
        var tests = new List<(string Name, List<JsonObject> Exchanges)>();
        foreach (var exchange in suite["exchanges"]!.AsArray().Select(item => item!.AsObject()))
        {
            if ((string?)exchange["test"] is { } name)
            {
                tests.Add((name, []));
            }

            tests[^1].Exchanges.Add(exchange);
        }

        return new(
            (string)suite["key"]!,
            (string)suite["name"]!,
            (string)suite["what"]!,
            (string)suite["agent"]!,
            [.. tests.Select(test => new ReplayTest(test.Name, test.Exchanges))]);
    }

    private static ReplaySuite Embedded(string key)
    {
        using var file = typeof(ReplaySuite).Assembly.GetManifestResourceStream($"{typeof(ReplaySuite).Namespace}.Suites.{key}.json")!;
        return Parse(JsonNode.Parse(file)!.AsObject());
    }
}

/// <param name="Exchanges">With <c>method</c>, <c>path</c> (below /scim/v2), <c>status</c> and, where they matter, <c>body</c>, <c>expect</c> and <c>capture</c>.</param>
public sealed record ReplayTest(string Name, IReadOnlyList<JsonObject> Exchanges);

/// <param name="Path">Below /scim/v2, with its query.</param>
/// <param name="Body">JSON; null for none.</param>
public sealed record ReplayRequest(string Method, string Path, string? Body, string Agent);

/// <param name="Text">Of the body; empty for none.</param>
public sealed record ReplayAnswer(int Status, string? ContentType, string Text);

/// <summary>How a test went.</summary>
/// <param name="Problem">The first thing that was not as expected; null if it passed.</param>
/// <param name="Exchanges">What was sent and answered, for whoever reviews it.</param>
public sealed record ReplayedTest(string Name, string? Problem, IReadOnlyList<ReplayedExchange> Exchanges)
{
    public bool HasPassed => Problem is null;
}

/// <param name="Path">Below /scim/v2.</param>
/// <param name="Sent">JSON; null for none.</param>
/// <param name="Expected">The status that was expected.</param>
/// <param name="Answered">JSON; null for none.</param>
public sealed record ReplayedExchange(string Method, string Path, string? Sent, int Expected, int Status, string? Answered);

/// <param name="Tests">In their order.</param>
public sealed record ReplayedSuite(string Key, string Name, string What, IReadOnlyList<ReplayedTest> Tests)
{
    public int Passed => Tests.Count(test => test.HasPassed);
}
