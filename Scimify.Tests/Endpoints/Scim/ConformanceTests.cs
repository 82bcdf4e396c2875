using System.Text.RegularExpressions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>docs/conformance.md names tests as its proof: each of them has to exist.</summary>
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

    [Fact]
    public void Every_fixture_that_the_table_names_exists() => Assert.All(
        FixtureName().Matches(Document()).Select(match => match.Value),
        name => Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".json")), name));

    private static string Document() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "conformance.md"));

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\b(okta|entra|others|rfc7644)/[\w.-]+\w")]
    private static partial Regex FixtureName();
}
