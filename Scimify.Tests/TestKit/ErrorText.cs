using Scimify.Core.Errors;

namespace Scimify.Tests.TestKit;

/// <summary>The detail of a SCIM error, which ends with its code in brackets.</summary>
internal static class ErrorText
{
    /// <returns>The words without the code, and the code; null if the text has none that the product knows.</returns>
    public static (string Words, string? Code) Split(string detail)
    {
        var at = detail.LastIndexOf(" [", StringComparison.Ordinal);
        return at >= 0 && detail.EndsWith(']') && ErrorCodes.Find(detail[(at + 2)..^1]) is { } code ? (detail[..at], code.Name) : (detail, null);
    }
}
