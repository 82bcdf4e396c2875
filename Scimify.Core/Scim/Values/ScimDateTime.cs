using System.Globalization;

namespace Scimify.Core.Scim.Values;

/// <summary>The dateTime of RFC 7643 section 2.3.5, in the form of xsd:dateTime, precise to 100 ns.</summary>
public static class ScimDateTime
{
    /// <summary>Without an offset, the time is UTC. Fractions are cut after seven digits.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        var span = text.AsSpan();
        if (span.Length < 19 || span[4] != '-' || span[7] != '-' || span[10] is not ('T' or 't') || span[13] != ':' || span[16] != ':')
        {
            return false;
        }

        if (!Number(span[..4], out var year) || !Number(span[5..7], out var month) || !Number(span[8..10], out var day)
            || !Number(span[11..13], out var hour) || !Number(span[14..16], out var minute) || !Number(span[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        return Fraction(span[19..], out var ticks, out var zone)
            && Offset(zone, out var offset)
            && FromParts(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified), ticks, offset, out instant);
    }

    /// <summary>UTC with milliseconds: the form of meta.created and meta.lastModified.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static bool Fraction(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> zone)
    {
        ticks = 0;
        zone = text;
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }

        var digits = 1;
        var unit = TimeSpan.TicksPerSecond;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            unit /= 10;
            ticks += (text[digits] - '0') * unit;
            digits++;
        }

        zone = text[digits..];
        return digits > 1;
    }

    private static bool Offset(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (zone.IsEmpty || zone is "Z" or "z")
        {
            return true;
        }

        if (zone.Length != 6 || zone[0] is not ('+' or '-') || zone[3] != ':'
            || !Number(zone[1..3], out var hours) || !Number(zone[4..6], out var minutes) || hours > 14 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (zone[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool FromParts(DateTime local, long ticks, TimeSpan offset, out DateTimeOffset instant)
    {
        var utc = local.Ticks + ticks - offset.Ticks;
        var fits = utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks;
        instant = fits ? new DateTimeOffset(utc, TimeSpan.Zero) : default;
        return fits;
    }

    private static bool Number(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        return text.IndexOfAnyExceptInRange('0', '9') < 0
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
