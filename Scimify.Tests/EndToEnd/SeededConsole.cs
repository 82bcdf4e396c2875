using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.EndToEnd;

/// <summary>A server whose organization has been in use for a month.</summary>
public sealed class SeededConsole : IAsyncLifetime
{
    private static readonly TimeSpan ReusedFor = FreshSignIn.Life / 2;

    private readonly Dictionary<string, (string State, DateTimeOffset At)> _sessions = [];
    private ScimifyApp? _app;
    private Actor? _owner;
    private SeedKeys? _keys;

    public ScimifyApp App => _app!;

    public Actor Owner => _owner!;

    public SeedKeys Keys => _keys!;

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync();
        _owner = await _app.PersonAsync(email: "ada@example.com");
        _keys = await ConsoleSeed.RunAsync(_app, _owner);
    }

    /// <summary>Every page of the console, and its name in file names; with <c>SCIMIFY_PAGES</c>, only those whose names begin with one of its words.</summary>
    public IEnumerable<(string Name, string Path)> Pages()
    {
        var chosen = Environment.GetEnvironmentVariable("SCIMIFY_PAGES")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var pages = PagePaths.All(Keys).Where(page => chosen is null || chosen.Any(word => page.Name.StartsWith(word, StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(pages);
        return pages;
    }

    /// <summary>A new browser window that is freshly signed in. Recent sessions are reused, because sign-ins from one address are limited.</summary>
    /// <param name="at">Where the server is reached; null for its own address. Cookies do not know ports.</param>
    public async Task<IPage> OpenAsync(IBrowser browser, ColorScheme scheme = ColorScheme.Light, int width = 1360, int height = 900, string? email = null, Uri? at = null)
    {
        var person = email ?? Owner.Name;
        var now = TimeProvider.System.GetUtcNow();
        var session = _sessions.TryGetValue(person, out var known) && now - known.At < ReusedFor ? known.State : null;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            StorageState = session,
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            TimezoneId = "Europe/Berlin",
            ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        if (session is not null)
        {
            await page.OpenAsync(at ?? App.BaseAddress, "/");
            return page;
        }

        await page.SignInAsync(at ?? App.BaseAddress, person);
        _sessions[person] = (await context.StorageStateAsync(), now);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
