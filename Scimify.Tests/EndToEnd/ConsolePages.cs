using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Scimify.Tests.EndToEnd;

/// <summary>What the browser tests do on every page.</summary>
internal static partial class ConsolePages
{
    public const string Password = "correct horse battery";

    /// <summary>Signs in to the console. When it returns, the next page can be requested.</summary>
    public static async Task SignInAsync(this IPage page, Uri server, string email)
    {
        await page.TrySignInAsync(server, email, Password);
        await Assertions.Expect(page).Not.ToHaveURLAsync(SignInAddress());
        await page.SettleAsync();
    }

    public static async Task TrySignInAsync(this IPage page, Uri server, string email, string password)
    {
        await page.GotoAsync(new Uri(server, "/sign-in").AbsoluteUri);
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Waits until the console is there. Its first page may be that of a console in use, or of a new one.</summary>
    public static Task SignedInAsync(this IPage page) => Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = OwnMenu() })).ToBeVisibleAsync();

    /// <summary>Nothing is wider than the screen. What has just changed may still find its place.</summary>
    public static Task IsWithinScreenAsync(this IPage page) =>
        page.WaitForFunctionAsync("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth");

    /// <summary>Goes to a page and waits until it shows its data.</summary>
    public static async Task OpenAsync(this IPage page, Uri server, string path)
    {
        await page.GotoAsync(new Uri(server, path).AbsoluteUri);
        await page.SettleAsync();
    }

    /// <summary>Waits until the page has its circuit and its heading, and nothing says that it is loading. From then on, a click arrives.</summary>
    public static async Task SettleAsync(this IPage page)
    {
        await page.WaitForFunctionAsync("() => document.readyState === 'complete' && (!document.querySelector('.shell') || document.querySelector('.shell[data-live]'))");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Loading…")).ToHaveCountAsync(0);
    }

    /// <summary>Waits until no dialog is left, so that the next one is the only one.</summary>
    public static Task DialogClosedAsync(this IPage page) => Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

    [GeneratedRegex("your menu$")]
    private static partial Regex OwnMenu();

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInAddress();
}
