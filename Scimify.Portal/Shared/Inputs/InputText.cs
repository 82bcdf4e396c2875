using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>Values that come as text, in bodies and query strings.</summary>
internal static partial class InputText
{
    public const string WellFormedRule = "must be text without NUL and broken characters.";

    /// <summary>An ISO 8601 date or time, in UTC if it has no offset.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        return IsoTime().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>Whether both databases can store the text and JSON can return it.</summary>
    public static bool IsWellFormed(string text)
    {
        var runes = text.AsSpan();
        while (!runes.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(runes, out var rune, out var length) != OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            runes = runes[length..];
        }

        return true;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$")]
    private static partial Regex IsoTime();
}
