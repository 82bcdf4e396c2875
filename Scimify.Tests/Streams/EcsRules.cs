using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Scimify.Tests.Streams;

/// <summary>What ECS 8.11 allows of the fields that categorize events, and the form of the others in use.</summary>
internal static class EcsRules
{
    /// <summary>The types that go with each category in use.</summary>
    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["authentication"] = ["start", "end", "info"],
        ["configuration"] = ["access", "change", "creation", "deletion", "info"],
        ["iam"] = ["admin", "change", "creation", "deletion", "group", "info", "user"],
    };

    private static readonly string[] Outcomes = ["success", "failure", "unknown"];

    /// <summary>What is wrong with the event; empty if nothing is.</summary>
    public static IReadOnlyList<string> Problems(JsonElement e)
    {
        var problems = new List<string>();
        var of = e.GetProperty("event");
        var category = Assert.Single(of.GetProperty("category").EnumerateArray()).GetString()!;
        var types = of.GetProperty("type").EnumerateArray().Select(t => t.GetString()!).ToList();
        Check(DateTimeOffset.TryParseExact(e.GetProperty("@timestamp").GetString(), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), "has no @timestamp");
        Check(e.GetProperty("ecs").GetProperty("version").GetString() == "8.11.0", "has no version");
        Check(of.GetProperty("kind").GetString() == "event", "has another kind");
        Check(Types.TryGetValue(category, out var allowed), $"has the category {category}");
        Check(types.Count > 0 && types.All(type => allowed?.Contains(type) == true), $"has the types {string.Join(", ", types)} in {category}");
        Check(Outcomes.Contains(of.GetProperty("outcome").GetString()), "has another outcome");
        foreach (var name in (string[])["id", "action", "dataset", "module", "provider"])
        {
            Check(of.TryGetProperty(name, out var value) && value.GetString()!.Length > 0, $"lacks event.{name}");
        }

        Check(!e.TryGetProperty("source", out var source) || IPAddress.TryParse(source.GetProperty("ip").GetString(), out _), "has a source.ip that is no address");
        Check(e.GetProperty("organization").GetProperty("id").TryGetGuid(out _), "lacks organization.id");
        Check(e.GetProperty("user").TryGetProperty("name", out _), "lacks user.name");
        return problems;

        void Check(bool isSo, string problem)
        {
            if (!isSo)
            {
                problems.Add(problem);
            }
        }
    }
}
