using System.Text.RegularExpressions;
using Scimify.Core.Primitives;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Docs;

/// <summary>One of the repository's documents, as far as tests read it.</summary>
internal sealed partial class MarkdownFile(string path)
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "data"];

    private readonly string _text = File.ReadAllText(path);

    public static IReadOnlyList<MarkdownFile> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(NotOurs.Contains))
            .Order(StringComparer.Ordinal)
            .Select(file => new MarkdownFile(file)),
    ];

    public string Name { get; } = Path.GetRelativePath(Repository.Root, path);

    /// <summary>Targets of links and pictures inside the repository.</summary>
    public IEnumerable<string> LocalLinks => Link().Matches(Prose).Select(m => m.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    /// <summary>The anchors of headings, as GitHub forms them.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(Prose).Select(m =>
        NotInAnchors().Replace(LetterCase.Lower(m.Groups[1].Value.Trim()), "").Replace(' ', '-'));

    /// <summary>The lines of <c>sh</c> blocks, with continued lines joined.</summary>
    public IEnumerable<string> Commands => Blocks("sh").SelectMany(block => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')).Select(line => line.Trim());

    /// <summary>Text in single backticks, outside blocks.</summary>
    public IEnumerable<string> Code => Inline().Matches(Prose).Select(m => m.Groups[1].Value);

    /// <summary>The headings as written.</summary>
    public IEnumerable<string> Headings => Heading().Matches(Prose).Select(m => m.Groups[1].Value.Trim());

    /// <summary>Every word in code, inline and in blocks: names of members, headers, routes.</summary>
    public IReadOnlySet<string> CodeWords => Word().Matches(string.Join('\n', Code.Concat(Fence().Matches(_text).Select(m => m.Groups[2].Value))))
        .Select(m => m.Value).ToHashSet(StringComparer.Ordinal);

    /// <param name="name">The path from the root of the repository, with forward slashes.</param>
    public static MarkdownFile Named(string name) => All.Single(file => file.Name.Replace(Path.DirectorySeparatorChar, '/') == name);

    /// <summary>The cells of the tables directly below a heading, without the table heads.</summary>
    public IReadOnlyList<string[]> Rows(string heading)
    {
        var lines = Below(heading).Split('\n').Where(line => line.StartsWith('|')).ToList();
        return
        [
            .. lines.Where((line, i) => !IsRule(line) && !(i + 1 < lines.Count && IsRule(lines[i + 1])))
                .Select(line => line.Trim()[1..^1].Split('|', StringSplitOptions.TrimEntries)),
        ];
    }

    /// <summary>Text in single backticks directly below a heading.</summary>
    public IReadOnlyList<string> CodeBelow(string heading) => [.. Inline().Matches(Below(heading)).Select(m => m.Groups[1].Value)];

    /// <summary>The file that a link leads to, and the heading in it; empty if the link names none.</summary>
    public (string File, string Anchor) Resolve(string target)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, parts[0]));
        return (file, parts.Length == 2 ? parts[1] : "");
    }

    public IEnumerable<string> Blocks(string language) => Fence().Matches(_text).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    private string Prose => Fence().Replace(_text, "");

    /// <summary>The text up to the next heading of any level.</summary>
    private string Below(string heading)
    {
        var headings = Heading().Matches(Prose).ToList();
        var at = headings.FindIndex(m => m.Groups[1].Value.Trim() == heading);
        Assert.True(at >= 0, $"{Name} has no heading \"{heading}\"");
        var start = headings[at].Index + headings[at].Length;
        return Prose[start..(at + 1 < headings.Count ? headings[at + 1].Index : Prose.Length)];
    }

    private static bool IsRule(string line) => TableRule().IsMatch(line);

    [GeneratedRegex(@"^ *```(\w*)\n(.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"^\|[-:| ]+\|\s*$")]
    private static partial Regex TableRule();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
