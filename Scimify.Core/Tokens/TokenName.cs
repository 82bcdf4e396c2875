using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>What people call a token: a line that lists and logs can show.</summary>
public static class TokenName
{
    public const int MaxLength = 255;

    /// <returns>The line without white space around it.</returns>
    /// <exception cref="ValidationFailedException">It is empty or too long, or has control characters.</exception>
    public static string Valid(string field, string? text)
    {
        var line = text?.Trim() ?? "";
        return line.Length is > 0 and <= MaxLength && !line.Any(char.IsControl)
            ? line
            : throw ValidationFailedException.Of(field, $"must be a line of 1 to {MaxLength} characters.");
    }
}
