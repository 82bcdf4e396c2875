using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Scimify.Tests.EndToEnd;

/// <summary>Rules for every page: no accessibility violation, no broken script, nothing wider than the screen.</summary>
[Collection(WalkTests.Name)]
public sealed class PageTests(ChromiumFixture chromium, SeededConsole console)
{
    /// <summary>The folder for pictures that people look at; null to take none.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SCIMIFY_SCREENSHOTS");

    private static readonly AxeRunOptions EveryRule = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>The rules that another theme can break.</summary>
    private static readonly AxeRunOptions ColoursOnly = Only("color-contrast");

    /// <summary>The rules that another width can break.</summary>
    private static readonly AxeRunOptions LayoutOnly = Only("scrollable-region-focusable", "target-size", "aria-hidden-focus", "label", "button-name", "link-name");

    [Theory]
    [InlineData("light", ColorScheme.Light, 1360)]
    [InlineData("dark", ColorScheme.Dark, 1360)]
    [InlineData("narrow", ColorScheme.Light, 390)]
    public async Task Every_page_is_accessible_whole_and_free_of_script_errors(string look, ColorScheme scheme, int width)
    {
        var page = await console.OpenAsync(chromium.Browser, scheme, width);
        var problems = new List<string>();
        var path = "";
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                problems.Add($"{path}: script: {message.Text}");
            }
        };
        page.PageError += (_, error) => problems.Add($"{path}: script: {error}");
        foreach (var (name, address) in console.Pages())
        {
            path = address;
            await page.OpenAsync(console.App.BaseAddress, address);
            problems.AddRange(await ViolationsAsync(page, address, look switch { "dark" => ColoursOnly, "narrow" => LayoutOnly, _ => EveryRule }));
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
            {
                problems.Add($"{address}: wider than {width} px");
            }

            if (await page.GetByText("The data could not be read.").CountAsync() > 0)
            {
                problems.Add($"{address}: could not read its data");
            }

            await KeepAsync(page, Path.Combine(look, name), fullPage: true);
        }

        await page.Context.CloseAsync();
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static AxeRunOptions Only(params string[] rules) => new()
    {
        ResultTypes = [ResultType.Violations],
        RunOnly = new RunOnlyOptions { Type = "rule", Values = [.. rules] },
    };

    internal static async Task KeepAsync(IPage page, string name, bool fullPage = false)
    {
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png"), FullPage = fullPage, Caret = ScreenshotCaret.Initial });
        }
    }

    /// <remarks>Runs on the root element, which has all rules too. A run on the page would open a second window each time, for frames that do not exist here.</remarks>
    internal static async Task<IEnumerable<string>> ViolationsAsync(IPage page, string address, AxeRunOptions? options = null)
    {
        Assert.Single(page.Frames);
        var result = await page.Locator("html").RunAxe(options ?? EveryRule);
        return result.Violations.Select(v => $"{address}: axe {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}");
    }
}
