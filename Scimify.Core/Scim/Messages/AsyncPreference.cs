using System.Globalization;

namespace Scimify.Core.Scim.Messages;

/// <summary>The wish for an asynchronous answer: <c>respond-async</c> and <c>wait</c> of the header Prefer (RFC 7240 sections 4.1 and 4.3).</summary>
/// <param name="Wait">How long the client waits for an ordinary answer; null if it does not say.</param>
public sealed record AsyncPreference(TimeSpan? Wait)
{
    private const string RespondAsync = "respond-async";

    /// <summary>More than any server waits.</summary>
    private const long MostSeconds = 3600;

    /// <summary>For Preference-Applied (RFC 7240 section 3).</summary>
    public string Applied => Wait is { } wait
        ? string.Create(CultureInfo.InvariantCulture, $"{RespondAsync}, wait={wait.TotalSeconds}")
        : RespondAsync;

    /// <summary>Preferences that are unknown, malformed or repeated are as if they were not there (RFC 7240 section 2).</summary>
    /// <param name="headers">The value of each Prefer header, in their order.</param>
    /// <returns>Null: the client asks for an ordinary answer.</returns>
    public static AsyncPreference? Of(IEnumerable<string?> headers)
    {
        string? asynchronous = null;
        string? wait = null;
        foreach (var part in headers.SelectMany(header => Split(header ?? "", ',')))
        {
            // Parameters of a preference follow behind a semicolon. Neither of the two has any.
            var preference = Split(part, ';')[0];
            var equals = preference.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? preference : preference[..equals]).Trim();
            var value = equals < 0 ? "" : Unquoted(preference[(equals + 1)..].Trim());
            if (name.Equals(RespondAsync, StringComparison.OrdinalIgnoreCase))
            {
                asynchronous ??= value;
            }
            else if (name.Equals("wait", StringComparison.OrdinalIgnoreCase))
            {
                wait ??= value;
            }
        }

        return asynchronous is "" ? new(Seconds(wait)) : null;
    }

    private static TimeSpan? Seconds(string? value) =>
        value is { Length: > 0 } && value.All(char.IsAsciiDigit)
            ? TimeSpan.FromSeconds(long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, MostSeconds) : MostSeconds)
            : null;

    private static string Unquoted(string value) => value is ['"', .. var inner, '"'] ? inner : value;

    /// <summary>Never within a quoted string (RFC 9110 section 5.6.4).</summary>
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == separator && !isQuoted)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
}
