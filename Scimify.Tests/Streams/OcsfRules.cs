using System.Text.Json;
using Scimify.Core.Streams;

namespace Scimify.Tests.Streams;

/// <summary>What OCSF 1.2.0 requires of the classes in use, and what it allows, from the published schema.</summary>
internal static class OcsfRules
{
    private static readonly string[] Always =
        ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];

    private static readonly Dictionary<int, (int Category, int[] Activities, string[] Required, string[][] AtLeastOne)> Classes = new()
    {
        [3001] = (3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 99], ["user"], []),
        [3002] = (3, [0, 1, 2, 3, 4, 5, 6, 99], ["user"], [["service", "dst_endpoint"]]),
        [3005] = (3, [0, 1, 2, 99], ["user", "privileges"], []),
        [3006] = (3, [0, 1, 2, 3, 4, 5, 6, 99], ["group"], []),
        [6003] = (6, [0, 1, 2, 3, 4, 99], ["actor", "api", "src_endpoint"], []),
    };

    private static readonly Dictionary<string, (string[] Required, string[] AtLeastOne)> Objects = new(StringComparer.Ordinal)
    {
        ["metadata"] = (["product", "version"], []),
        ["product"] = (["vendor_name"], ["name", "uid"]),
        ["user"] = ([], ["account", "name", "uid"]),
        ["group"] = ([], ["name", "uid"]),
        ["actor"] = ([], ["process", "user", "invoked_by", "session", "app_name", "app_uid"]),
        ["src_endpoint"] = ([], ["ip", "uid", "name", "hostname", "svc_name", "instance_uid", "interface_uid", "interface_name"]),
        ["service"] = ([], ["name", "uid"]),
        ["api"] = (["operation"], []),
    };

    private static readonly int[] Severities = [0, 1, 2, 3, 4, 5, 6, 99];

    private static readonly Dictionary<int, string?> Statuses = new() { [0] = "Unknown", [1] = "Success", [2] = "Failure", [99] = null };

    /// <summary>What is wrong with the event; empty if nothing is.</summary>
    public static IReadOnlyList<string> Problems(JsonElement e)
    {
        var problems = new List<string>(Always.Where(name => !e.TryGetProperty(name, out _)).Select(name => $"lacks {name}"));
        var id = e.GetProperty("class_uid").GetInt32();
        if (!Classes.TryGetValue(id, out var rules))
        {
            return [.. problems, $"has the class {id}"];
        }

        var activity = e.GetProperty("activity_id").GetInt32();
        problems.AddRange(rules.Required.Where(name => !e.TryGetProperty(name, out _)).Select(name => $"lacks {name}"));
        problems.AddRange(rules.AtLeastOne.Where(names => !names.Any(name => e.TryGetProperty(name, out _))).Select(names => $"lacks one of {string.Join(", ", names)}"));
        Check(e.GetProperty("category_uid").GetInt32() == rules.Category, "has the category of another class");
        Check(rules.Activities.Contains(activity), $"has the activity {activity}");
        Check(e.GetProperty("type_uid").GetInt32() == (id * 100) + activity, "has another type than class and activity");
        Check(Severities.Contains(e.GetProperty("severity_id").GetInt32()), "has an unknown severity");
        Check(e.GetProperty("time").TryGetInt64(out var time) && time is > 1_000_000_000_000 and < 100_000_000_000_000, "has a time that is not in milliseconds");
        var status = e.GetProperty("status_id").GetInt32();
        Check(Statuses.TryGetValue(status, out var caption) && (caption is null || caption == e.GetProperty("status").GetString()), "has a status that is not its number's");
        Check(e.GetProperty("metadata").GetProperty("version").GetString() == OcsfEvent.Version, "has another version");
        Check(!e.TryGetProperty("privileges", out var privileges) || privileges.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String), "has privileges that are no texts");
        if (id is 3005 or 3006 && e.TryGetProperty("actor", out _))
        {
            Check(e.GetProperty("metadata").TryGetProperty("profiles", out var profiles) && profiles.EnumerateArray().Any(p => p.GetString() == "host"), "has an actor without the profile");
        }

        problems.AddRange(ProblemsWithin(e));
        return problems;

        void Check(bool isSo, string problem)
        {
            if (!isSo)
            {
                problems.Add(problem);
            }
        }
    }

    private static IEnumerable<string> ProblemsWithin(JsonElement json)
    {
        foreach (var member in json.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Object && m.Name != "unmapped"))
        {
            if (Objects.TryGetValue(member.Name, out var rules))
            {
                foreach (var missing in rules.Required.Where(name => !member.Value.TryGetProperty(name, out _)))
                {
                    yield return $"{member.Name} lacks {missing}";
                }

                if (rules.AtLeastOne.Length > 0 && !rules.AtLeastOne.Any(name => member.Value.TryGetProperty(name, out var value) && value.ToString().Length > 0))
                {
                    yield return $"{member.Name} lacks one of {string.Join(", ", rules.AtLeastOne)}";
                }
            }

            foreach (var problem in ProblemsWithin(member.Value))
            {
                yield return problem;
            }
        }
    }
}
