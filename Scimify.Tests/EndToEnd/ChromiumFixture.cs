using Microsoft.Playwright;

namespace Scimify.Tests.EndToEnd;

/// <summary>One Chromium for all browser tests, which run one after the other.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private const string DefaultPath = "/usr/bin/chromium";

    /// <summary>For a busy machine. Nothing takes that long unless something is wrong.</summary>
    private const float PatienceMs = 20_000;

    /// <summary>
    /// The features that Playwright itself switches off, because only one of two switches counts, and the pop-ups of the address
    /// bar, for which every new window would start a process that nobody sees.
    /// </summary>
    private static readonly string[] FeaturesOff =
    [
        "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider", "GlobalMediaControls", "HttpsUpgrades",
        "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "Translate", "OptimizationHints", "NetworkTimeServiceQuerying",
        "AimEnabled", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    ];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        $"--disable-features={string.Join(',', FeaturesOff)}",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Path => Environment.GetEnvironmentVariable("SCIMIFY_TEST_CHROMIUM") ?? DefaultPath;

    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, $"There is no Chromium at {Path}: install it, name it in SCIMIFY_TEST_CHROMIUM, or run ./test, which installs it.");
            return _browser!;
        }
    }

    /// <summary>A new browser session, without animations that could disturb a check.</summary>
    public Task<IPage> NewPageAsync() => Browser.NewPageAsync(new BrowserNewPageOptions { ReducedMotion = ReducedMotion.Reduce });

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Path))
        {
            Assertions.SetDefaultExpectTimeout(PatienceMs);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = Arguments });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<ChromiumFixture>, ICollectionFixture<SeededConsole>
{
    public const string Name = "Browser";
}

/// <summary>Journeys with a server of their own. They run beside the others, so that nothing waits for the whole walk.</summary>
[CollectionDefinition(Name)]
public sealed class JourneyTests : ICollectionFixture<ChromiumFixture>
{
    public const string Name = "Browser, own server";
}

/// <summary>The walk over every page, in its own browser.</summary>
[CollectionDefinition(Name)]
public sealed class WalkTests : ICollectionFixture<ChromiumFixture>, ICollectionFixture<SeededConsole>
{
    public const string Name = "Browser, every page";
}
