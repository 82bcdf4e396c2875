using Scimify.Core.Primitives;

namespace Scimify.Portal.Shared;

/// <summary>What the request tells of the person at the screen, handed on to the circuit (encrypted on its way).</summary>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or null for the system's preference.</param>
/// <param name="ZoneId">IANA name of the browser's time zone.</param>
/// <param name="Address">Remote address, for the audit log.</param>
public sealed record Viewer(string? Theme, string? ZoneId, string? Address)
{
    private const string ThemeCookie = "scimify-theme";
    private const string ZoneCookie = "scimify-zone";

    public static Viewer Of(HttpContext context) => new(
        context.Request.Cookies[ThemeCookie] is "light" or "dark" ? context.Request.Cookies[ThemeCookie] : null,
        context.Request.Cookies[ZoneCookie],
        context.Connection.RemoteIpAddress.Plain()?.ToString());

    /// <summary>UTC where the browser has not told, or told nonsense.</summary>
    public TimeZoneInfo Zone() =>
        ZoneId is { Length: > 0 and < 64 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
