using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Sandbox;

/// <summary>Paging, sorting and searching, as in all of Looker's lists.</summary>
internal static class SandboxLists
{
    /// <summary>The requested page. X-Total-Count comes only with a limit.</summary>
    public static SandboxAnswer Page<T>(SandboxRequest request, IEnumerable<T> items, SandboxShape<T> shape, SandboxWorld world, SandboxSwitches switches)
        where T : SandboxObject
    {
        var sorted = Sort(items, request.Query.GetValueOrDefault("sorts"), shape, world);
        var limit = request.Number("limit");
        var offset = limit is null ? 0 : request.Number("offset") ?? 0;
        var take = Math.Min(limit ?? int.MaxValue, switches.MaxPageSize > 0 ? switches.MaxPageSize : int.MaxValue);
        var fields = request.Fields;
        var page = sorted.Skip(offset).Take(take).Select(item => (JsonNode?)shape.Show(item, world, fields));
        return new SandboxAnswer(200, SandboxShapes.Array(page), limit is not null && switches.TotalCountHeader ? sorted.Count : null);
    }

    private static List<T> Sort<T>(IEnumerable<T> items, string? sorts, SandboxShape<T> shape, SandboxWorld world)
        where T : SandboxObject
    {
        IOrderedEnumerable<T>? ordered = null;
        foreach (var part in (sorts ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var descending = part.StartsWith('-') || part.EndsWith(" desc", StringComparison.OrdinalIgnoreCase);
            var name = part.TrimStart('-').Split(' ')[0];
            if (name == "id")
            {
                ordered = Then(ordered, items, item => item.Number, descending, Comparer<long>.Default);
            }
            else if (shape.Key(name, world) is { } key)
            {
                ordered = Then(ordered, items, key, descending, StringComparer.OrdinalIgnoreCase);
            }
        }

        return [.. ordered is null ? items.OrderBy(i => i.Number) : ordered.ThenBy(i => i.Number)];
    }

    private static IOrderedEnumerable<T> Then<T, TKey>(IOrderedEnumerable<T>? ordered, IEnumerable<T> items, Func<T, TKey> key, bool descending, IComparer<TKey> comparer) =>
        (ordered, descending) switch
        {
            (null, false) => items.OrderBy(key, comparer),
            (null, true) => items.OrderByDescending(key, comparer),
            (_, false) => ordered.ThenBy(key, comparer),
            (_, true) => ordered.ThenByDescending(key, comparer),
        };
}

/// <summary>The criteria of a search: all must match, or any with <c>filter_or</c>.</summary>
internal sealed class SandboxSearch<T>(SandboxRequest request, SandboxSwitches switches)
{
    private readonly List<Func<T, bool>> _criteria = [];

    /// <summary>LIKE, ignoring case. <c>IS NULL</c> and <c>NOT NULL</c> are operators.</summary>
    public SandboxSearch<T> Text(string name, Func<T, string?> value)
    {
        if (request.Query.GetValueOrDefault(name) is { Length: > 0 } wanted)
        {
            _criteria.Add(LetterCase.Upper(wanted.Trim()) switch
            {
                "IS NULL" => item => string.IsNullOrEmpty(value(item)),
                "NOT NULL" => item => !string.IsNullOrEmpty(value(item)),
                _ => Like(wanted, value),
            });
        }

        return this;
    }

    public SandboxSearch<T> Flag(string name, Func<T, bool> value)
    {
        if (request.Flag(name) is { } wanted)
        {
            _criteria.Add(item => value(item) == wanted);
        }

        return this;
    }

    /// <summary>One ID, or several separated by commas.</summary>
    public SandboxSearch<T> Ids(string name, Func<T, IEnumerable<string>> value)
    {
        if (request.Ids(name) is { } wanted)
        {
            _criteria.Add(item => value(item).Any(wanted.Contains));
        }

        return this;
    }

    public SandboxSearch<T> That(bool applies, Func<T, bool> criterion)
    {
        if (applies)
        {
            _criteria.Add(criterion);
        }

        return this;
    }

    public IEnumerable<T> In(IEnumerable<T> items) =>
        _criteria.Count == 0 ? items
        : switches.FilterOrUnderstood && request.Flag("filter_or") == true ? items.Where(item => _criteria.Exists(c => c(item)))
        : items.Where(item => _criteria.TrueForAll(c => c(item)));

    private static Func<T, bool> Like(string pattern, Func<T, string?> value)
    {
        if (!pattern.AsSpan().ContainsAny('%', '_'))
        {
            return item => string.Equals(value(item), pattern, StringComparison.OrdinalIgnoreCase);
        }

        var regex = new Regex(
            $"^{Regex.Escape(pattern).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal)}$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        return item => value(item) is { } text && regex.IsMatch(text);
    }
}
