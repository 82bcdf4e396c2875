using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Scimify.Portal.Shared.Api;

/// <summary>Values that come as text, in bodies and query strings alike.</summary>
internal static partial class InputText
{
    public const string ExpectedTime = "Must be a time such as 2026-11-21T22:41:00.000Z.";
    public const string ExpectedUuid = "Must be a UUID.";
    public const string ExpectedText = "Must be text without NUL and broken characters.";

    /// <summary>ISO 8601 date or time; UTC where it names no offset.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        return IsoTime().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    public static bool TryUuid(string text, out Guid id) => Guid.TryParseExact(text, "D", out id);

    /// <summary>What both databases can store and JSON can carry back.</summary>
    public static bool IsWellFormed(string text)
    {
        var runes = text.AsSpan();
        while (!runes.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(runes, out var rune, out var length) != System.Buffers.OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            runes = runes[length..];
        }

        return true;
    }

    public static string ExpectedNumber(InputMember member) => (member.Least, member.Most) switch
    {
        ({ } least, { } most) => $"Must be a whole number from {least} to {most}{(member.Nullable ? ", or null" : "")}.",
        _ => "Must be a whole number.",
    };

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$")]
    private static partial Regex IsoTime();
}
