namespace Scimify.Portal.Shared.Sessions;

/// <summary>What a browser says of itself, in plain words: "Chrome on Windows".</summary>
public static class DeviceWords
{
    // In this order: a browser names those that it descends from as well.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    /// <param name="userAgent">Null if the browser said nothing.</param>
    public static string Of(string? userAgent) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        (null, null) => "Unknown device",
        ({ } browser, null) => browser,
        (null, { } system) => $"A browser on {system}",
        ({ } browser, { } system) => $"{browser} on {system}",
    };

    public static bool IsPhone(string? userAgent) => Find(Systems, userAgent) is "iPhone" or "Android";

    private static string? Find((string Mark, string Name)[] known, string? userAgent) =>
        known.Where(k => userAgent?.Contains(k.Mark, StringComparison.Ordinal) == true).Select(k => k.Name).FirstOrDefault();
}
