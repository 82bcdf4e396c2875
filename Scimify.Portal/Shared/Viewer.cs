using System.Security.Claims;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Shared;

/// <summary>What the request says about the viewer, passed on to the circuit (encrypted on the way).</summary>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or null for the system's preference.</param>
/// <param name="ZoneId">The IANA name of the browser's time zone.</param>
/// <param name="Address">The remote address, for the audit log.</param>
/// <param name="PersonId">Whose request it was; null for nobody's. A circuit of anybody else does not take it.</param>
/// <param name="Density"><c>roomy</c>, or null for compact.</param>
/// <param name="Columns">The optional columns that somebody has chosen, by table; a table that is missing shows its ordinary ones.</param>
public sealed record Viewer(
    string? Theme, string? ZoneId, string? Address, Guid? PersonId = null, string? Density = null, IReadOnlyDictionary<string, string[]>? Columns = null)
{
    private const string ThemeCookie = "scimify-theme";
    private const string ZoneCookie = "scimify-zone";
    private const string DensityCookie = "scimify-density";
    private const string ColumnsCookie = "scimify-columns-";

    // More than the console has, and all that a browser can make the server carry.
    private const int MostTables = 30;
    private const int LongestChoice = 300;

    public static Viewer Of(HttpContext context) => new(
        context.Request.Cookies[ThemeCookie] is "light" or "dark" ? context.Request.Cookies[ThemeCookie] : null,
        context.Request.Cookies[ZoneCookie],
        context.Connection.RemoteIpAddress.Plain()?.ToString(),
        Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var person) ? person : null,
        context.Request.Cookies[DensityCookie] is "roomy" ? "roomy" : null,
        ColumnsIn(context.Request.Cookies));

    /// <summary>UTC if the browser has sent no zone, or nonsense.</summary>
    public TimeZoneInfo Zone() =>
        ZoneId is { Length: > 0 and < 64 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The optional columns that a table shows; null if nobody has chosen.</summary>
    public IReadOnlyList<string>? ColumnsOf(string table) => Columns?.GetValueOrDefault(table);

    public Viewer WithColumns(string table, string[] columns) => this with { Columns = new Dictionary<string, string[]>(Columns ?? new Dictionary<string, string[]>()) { [table] = columns } };

    private static Dictionary<string, string[]> ColumnsIn(IRequestCookieCollection cookies) => cookies
        .Where(cookie => cookie.Key.StartsWith(ColumnsCookie, StringComparison.Ordinal) && cookie.Value.Length <= LongestChoice)
        .Take(MostTables)
        .ToDictionary(cookie => cookie.Key[ColumnsCookie.Length..], cookie => cookie.Value.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
