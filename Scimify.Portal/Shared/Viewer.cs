using System.Security.Claims;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Shared;

/// <summary>What the request says about the viewer, passed on to the circuit (encrypted on the way).</summary>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or null for the system's preference.</param>
/// <param name="ZoneId">The IANA name of the browser's time zone.</param>
/// <param name="Address">The remote address, for the audit log.</param>
/// <param name="PersonId">Whose request it was; null for nobody's. A circuit of anybody else does not take it.</param>
/// <param name="Density"><c>roomy</c>, or null for compact.</param>
public sealed record Viewer(string? Theme, string? ZoneId, string? Address, Guid? PersonId = null, string? Density = null)
{
    private const string ThemeCookie = "scimify-theme";
    private const string ZoneCookie = "scimify-zone";
    private const string DensityCookie = "scimify-density";

    public static Viewer Of(HttpContext context) => new(
        context.Request.Cookies[ThemeCookie] is "light" or "dark" ? context.Request.Cookies[ThemeCookie] : null,
        context.Request.Cookies[ZoneCookie],
        context.Connection.RemoteIpAddress.Plain()?.ToString(),
        Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var person) ? person : null,
        context.Request.Cookies[DensityCookie] is "roomy" ? "roomy" : null);

    /// <summary>UTC if the browser has sent no zone, or nonsense.</summary>
    public TimeZoneInfo Zone() =>
        ZoneId is { Length: > 0 and < 64 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
