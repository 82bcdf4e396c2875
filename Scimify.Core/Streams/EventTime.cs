using System.Globalization;

namespace Scimify.Core.Streams;

/// <summary>Instants as ISO 8601 in UTC, with milliseconds.</summary>
internal static class EventTime
{
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
