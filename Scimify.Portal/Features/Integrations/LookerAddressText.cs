namespace Scimify.Portal.Features.Integrations;

/// <summary>One text field for two things: a single word is an instance name, and everything else a URL.</summary>
public static class LookerAddressText
{
    public static string? InstanceName(string text) => IsName(text) ? text.Trim() : null;

    /// <summary>Assumes https if there is no scheme.</summary>
    public static string? BaseUrl(string text) => IsName(text) ? null
        : text.Contains("://", StringComparison.Ordinal) ? text.Trim()
        : "https://" + text.Trim();

    private static bool IsName(string text) => text.AsSpan().Trim().IndexOfAny('.', ':', '/') < 0;
}
