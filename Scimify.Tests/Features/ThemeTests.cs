using System.Globalization;
using System.Text.RegularExpressions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>Every colour comes from one set of tokens: MudBlazor's theme, and all sheets of the console.</summary>
public sealed partial class ThemeTests
{
    /// <summary>MudBlazor sets these on its own elements.</summary>
    private static readonly string[] SetByComponents = ["--mud-drawer-", "--mud-internal-"];

    private static readonly string Portal = Path.Combine(Repository.Root, "Scimify.Portal");
    private static readonly string Tokens = Sheet("tokens");
    private static readonly string Theme = Sheet("mud-theme");

    private static readonly IReadOnlyDictionary<string, string> Values = Declaration().Matches(Tokens).GroupBy(m => m.Groups[1].Value).ToDictionary(g => g.Key, g => g.First().Groups[2].Value);

    [Fact]
    public void The_theme_sets_every_variable_that_MudBlazor_reads()
    {
        var read = Use().Matches(File.ReadAllText(MudBlazorSheet())).Select(m => m.Groups[1].Value).Where(name => name.StartsWith("--mud-", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(read);
        Assert.Empty(read.Where(name => !SetByComponents.Any(name.StartsWith)).Except(Declaration().Matches(Theme).Select(m => m.Groups[1].Value)));
    }

    [Fact]
    public void A_colour_of_the_theme_is_a_token() => Assert.Empty(
        Declaration().Matches(Theme).Where(m => m.Groups[1].Value.StartsWith("--mud-palette-", StringComparison.Ordinal) && !m.Groups[1].Value.EndsWith("-rgb", StringComparison.Ordinal) && m.Groups[1].Value != "--mud-palette-border-opacity")
            .Where(m => Use().Match(m.Groups[2].Value) is not { Success: true } use || !Values.ContainsKey(use.Groups[1].Value))
            .Select(m => m.Value));

    /// <summary>MudBlazor mixes some colours from three numbers, which no token can give in both themes.</summary>
    [Fact]
    public void The_numbers_of_the_theme_are_those_of_the_tokens_in_light_and_in_dark()
    {
        var numbers = Numbers().Matches(Theme);
        Assert.NotEmpty(numbers);
        Assert.All(numbers, m =>
        {
            var both = Pair().Match(Values[m.Groups[2].Value]);
            var isLight = m.Index < Theme.IndexOf(":root[data-theme=\"dark\"]", StringComparison.Ordinal);
            Assert.Equal(Rgb(both.Groups[isLight ? 1 : 2].Value), m.Groups[1].Value);
        });
    }

    /// <summary>Failed and refused stand in one bar. Whoever cannot tell red from violet tells dark from light, and full from hollow.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Failed_and_refused_differ_in_lightness_and_each_stands_out_from_the_ground(int look)
    {
        var (failed, refused, ground) = (Lightness("--bad-mark"), Lightness("--chart-refused"), Lightness("--surface"));
        Assert.True(Contrast(failed, refused) > 1.5, $"{Contrast(failed, refused):0.00}");
        Assert.True(Contrast(failed, ground) > 3, $"{Contrast(failed, ground):0.00}");
        Assert.True(Contrast(refused, ground) > 3, $"{Contrast(refused, ground):0.00}");

        double Lightness(string token)
        {
            var hex = Pair().Match(Values[token]).Groups[look].Value;
            var parts = new[] { 1, 3, 5 }.Select(at => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(part => part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToList();
            return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
        }
    }

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    [Fact]
    public void Every_variable_that_a_sheet_reads_is_a_token()
    {
        var own = Directory.EnumerateFiles(Portal, "*.css", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();
        Assert.Contains(own, file => file.EndsWith("parts.css", StringComparison.Ordinal));
        var local = new[] { "--h", "--switcher-bottom" };    // set by the element
        Assert.Empty(
            from file in own
            from use in Use().Matches(File.ReadAllText(file))
            let name = use.Groups[1].Value
            where !Values.ContainsKey(name) && !local.Contains(name)
            select $"{Path.GetFileName(file)} reads {name}");
    }

    private static string Sheet(string name) => File.ReadAllText(Path.Combine(Portal, "wwwroot", "css", name + ".css"));

    /// <summary>As the build serves it.</summary>
    private static string MudBlazorSheet()
    {
        var manifest = Path.Combine(AppContext.BaseDirectory, "Scimify.Portal.staticwebassets.runtime.json");
        var root = Root().Matches(File.ReadAllText(manifest)).Select(m => m.Groups[1].Value).Single(path => path.Contains("mudblazor", StringComparison.OrdinalIgnoreCase));
        return Path.Combine(root, "MudBlazor.min.css");
    }

    private static string Rgb(string hex) =>
        string.Join(", ", new[] { 1, 3, 5 }.Select(at => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"(--[a-z0-9-]+):\s*([^;]+);")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"var\((--[a-z0-9-]+)")]
    private static partial Regex Use();

    [GeneratedRegex(@"-rgb: ([\d, ]+);\s*/\* (--[a-z0-9-]+) \*/")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")]
    private static partial Regex Pair();

    [GeneratedRegex("\"([^\"]*mudblazor[^\"]*staticwebassets[^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex Root();
}
