using System.Text.RegularExpressions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Every test that docs/conformance.md names as proof exists.</summary>
public sealed partial class ConformanceTests
{
    [Fact]
    public void Every_test_that_the_conformance_table_names_exists()
    {
        var tests = typeof(ConformanceTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0)
                .Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet();
        var named = TestName().Matches(Document()).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 40, $"only {named.Count} tests are named");
        Assert.Empty(named.Except(tests));
    }

    /// <summary>A comment that cites a clause is a promise. The table says how it is kept, and what proves it.</summary>
    [Fact]
    public void Every_clause_that_the_code_cites_has_a_row()
    {
        var rows = Rows().Select(row => (row.Rfc, row.Clause)).ToHashSet();
        var cited = SourceFiles().SelectMany(Citations).Distinct().ToList();
        Assert.True(cited.Count > 30, $"only {cited.Count} clauses are cited");
        Assert.Empty(cited.Where(citation => !rows.Contains((citation.Rfc, citation.Clause))).Select(citation => $"RFC {citation.Rfc} {citation.Clause}, in {citation.File}"));
    }

    [Fact]
    public void Every_row_of_a_clause_names_a_test() => Assert.Empty(
        Document().Split('\n').Where(line => RowOfClause().IsMatch(line) && !TestName().IsMatch(line)));

    [Fact]
    public void Every_fixture_that_the_table_names_exists() => Assert.All(
        FixtureName().Matches(Document()).Select(match => match.Value),
        name => Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".json")), name));

    private static IEnumerable<(string Rfc, string Clause)> Rows()
    {
        var rfc = "";
        foreach (var line in Document().Split('\n'))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                rfc = heading.Groups[1].Value;
            }
            else if (RowOfClause().Match(line) is { Success: true } row)
            {
                foreach (var clause in row.Groups[1].Value.Split(", "))
                {
                    yield return (rfc, clause);
                }
            }
        }
    }

    private static IEnumerable<(string Rfc, string Clause, string File)> Citations(string file)
    {
        foreach (Match citation in Citation().Matches(File.ReadAllText(file)))
        {
            foreach (Match clause in Clause().Matches(citation.Groups[2].Value))
            {
                yield return (citation.Groups[1].Value, clause.Value.TrimEnd('.'), Path.GetFileName(file));
            }
        }
    }

    private static IEnumerable<string> SourceFiles() => ((string[])["Scimify.Core", "Scimify.Portal", "Scimify.Tests"])
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Document() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "conformance.md"));

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^## RFC (\d+)")]
    private static partial Regex Heading();

    /// <summary>A row that starts with clauses, such as <c>| 3.4.2.2, table 3: what it asks |</c>.</summary>
    [GeneratedRegex(@"^\| ((?:(?:table |figure )?\d+(?:\.\d+)*)(?:, (?:table |figure )?\d+(?:\.\d+)*)*):")]
    private static partial Regex RowOfClause();

    /// <summary>RFC 7644 section 3.3, sections 3.3 to 3.6, table 3.</summary>
    [GeneratedRegex(@"RFC (7643|7644|9865)((?:,? (?:and |or |to )?(?:sections? |tables? |figure )?(?:\d+(?:\.\d+)*(?=[^\d-])))+)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"(?:table |figure )?\d+(\.\d+)*")]
    private static partial Regex Clause();

    [GeneratedRegex(@"\b(okta|entra|others|rfc7644)/[\w.-]+\w")]
    private static partial Regex FixtureName();
}
