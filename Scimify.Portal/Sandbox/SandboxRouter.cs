using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>Finds the operation of a request in the table of Looker operations. Literal segments win over parameters.</summary>
internal static class SandboxRouter
{
    private static readonly (LookerOperation Operation, string[] Segments)[] Routes =
        [.. LookerOperations.All.Select(o => (o, o.Path.Split('/'))).OrderBy(r => r.o.Path.Count(c => c == '{'))];

    /// <param name="path">Below /api/4.0, still percent-encoded.</param>
    public static LookerOperation? Match(string method, string path, out IReadOnlyDictionary<string, string> values)
    {
        var segments = path.Split('/');
        foreach (var (operation, template) in Routes)
        {
            if (template.Length == segments.Length && operation.Method.Method == method && Fits(template, segments))
            {
                values = template.Zip(segments).Where(s => s.First.StartsWith('{')).ToDictionary(s => s.First[1..^1], s => Uri.UnescapeDataString(s.Second));
                return operation;
            }
        }

        values = new Dictionary<string, string>();
        return null;
    }

    private static bool Fits(string[] template, string[] segments)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i].StartsWith('{') ? segments[i].Length == 0 : template[i] != segments[i])
            {
                return false;
            }
        }

        return true;
    }
}
