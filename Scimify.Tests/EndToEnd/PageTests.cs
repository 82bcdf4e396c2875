using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Scimify.Tests.EndToEnd;

/// <summary>Rules for every page: no accessibility violation, no broken script, nothing wider than the screen, nothing that moves while it loads.</summary>
[Collection(WalkTests.Name)]
public sealed class PageTests(ChromiumFixture chromium, SeededConsole console)
{
    /// <summary>The folder for pictures that people look at; null to take none.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SCIMIFY_SCREENSHOTS");

    private const int Wide = 1360;
    private const int Narrow = 390;
    private const int Height = 900;

    private static readonly AxeRunOptions EveryRule = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>The rules that another theme can break.</summary>
    private static readonly AxeRunOptions ColoursOnly = Only("color-contrast");

    /// <summary>The rules that another width can break.</summary>
    private static readonly AxeRunOptions LayoutOnly = Only("scrollable-region-focusable", "target-size", "aria-hidden-focus", "label", "button-name", "link-name");

    /// <summary>A screen of 1360 by 900 at 200 %: everything is twice as large, so that half as much fits.</summary>
    private const int Zoomed = Wide / 2;

    /// <summary>Adds up how far what is shown has moved by itself, as Chromium's Cumulative Layout Shift does.</summary>
    private const string WatchShifts = """
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const shift of list.getEntries().filter((entry) => !entry.hadRecentInput)) {
            window.shifts.push(`${shift.value.toFixed(4)} ${shift.sources.map((source) => source.node?.parentElement?.outerHTML.slice(0, 120)).join(' | ')}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
        """;

    /// <summary>A page is loaded once. Another theme and another width are what a person can choose while it is open.</summary>
    [Fact]
    public async Task Every_page_is_accessible_whole_and_free_of_script_errors_light_dark_and_narrow()
    {
        var page = await console.OpenAsync(chromium.Browser, width: Wide);
        await page.AddInitScriptAsync(WatchShifts);
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
            problems.AddRange((await page.EvaluateAsync<string[]>("window.shifts")).Select(shift => $"{path}: moves while it loads: {shift}"));
            await LookAsync("light", name, EveryRule, Wide);
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await LookAsync("dark", name, ColoursOnly, Wide);
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await page.SetViewportSizeAsync(Narrow, Height);
            await LookAsync("narrow", name, LayoutOnly, Narrow);
            await page.SetViewportSizeAsync(Zoomed, Height / 2);
            await FitsAsync("zoomed", name, Zoomed);
            await page.SetViewportSizeAsync(Wide, Height);
            if (await page.GetByText("The data could not be read.").CountAsync() > 0)
            {
                problems.Add($"{address}: could not read its data");
            }
        }

        await page.Context.CloseAsync();
        Assert.True(problems.Count == 0, string.Join('\n', problems));

        async Task LookAsync(string look, string name, AxeRunOptions rules, int width)
        {
            problems.AddRange(await ViolationsAsync(page, $"{path} ({look})", rules));
            await FitsAsync(look, name, width);
        }

        async Task FitsAsync(string look, string name, int width)
        {
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
            {
                problems.Add($"{path}: wider than {width} px");
            }

            await KeepAsync(page, Path.Combine(look, name), fullPage: true);
        }
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

    /// <summary>Checks and keeps a state that a journey has reached: light, dark and narrow.</summary>
    internal static async Task LookAsync(IPage page, string name)
    {
        Assert.Empty(await ViolationsAsync(page, name));
        await KeepAsync(page, name, fullPage: true);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await ViolationsAsync(page, $"{name}, dark"));
        await KeepAsync(page, $"{name}-dark", fullPage: true);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var size = page.ViewportSize!;
        await page.SetViewportSizeAsync(Narrow, Height);
        await page.IsWithinScreenAsync();
        Assert.Empty(await ViolationsAsync(page, $"{name}, narrow"));
        await KeepAsync(page, $"{name}-narrow", fullPage: true);
        await page.SetViewportSizeAsync(size.Width, size.Height);
    }
}
