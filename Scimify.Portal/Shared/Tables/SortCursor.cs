using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Scimify.Portal.Shared.Tables;

/// <summary>A place between two rows of a sorted list. Rows that come, go or move meanwhile do not move it.</summary>
/// <param name="Sort">The order that it belongs to, as in the address.</param>
/// <param name="Value">What the neighbouring row was sorted by.</param>
/// <param name="Key">The key of that row, which decides between equal values.</param>
public sealed record SortCursor(string Sort, string Value, long Key)
{
    // A name of the greatest length, with all that surrounds it.
    private const int LongestText = 4096;
    private const char Between = '\n';

    /// <returns>Null if it is not a cursor of ours, or one of another order.</returns>
    public static SortCursor? Parse(string? text, string sort)
    {
        if (string.IsNullOrEmpty(text) || text.Length > LongestText || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Between, 3) is [var of, var key, var value] && of == sort
            && long.TryParse(key, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? new SortCursor(sort, value, number)
            : null;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Sort}{Between}{Key}{Between}{Value}")));
}
