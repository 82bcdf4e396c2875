using System.Security.Cryptography;

namespace Scimify.Core.Tokens;

/// <summary>The text that a program presents: a prefix for its kind, and 128 random bits as 32 lower-case hex digits.</summary>
public static class TokenSecret
{
    public const string ScimPrefix = "scim_";

    public const string PersonalPrefix = "scimify_pat_";

    public const string MetricsPrefix = "scimify_metrics_";

    public const string OAuthPrefix = "scimify_oauth_";

    private const int RandomBytes = 16;

    public static string New(string prefix) => prefix + RandomNumberGenerator.GetHexString(2 * RandomBytes, lowercase: true);

    /// <summary>False if no token of this kind looks like that, so that it need not be looked up.</summary>
    public static bool IsWellFormed(string secret, string prefix)
    {
        if (secret.Length != prefix.Length + (2 * RandomBytes) || !secret.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var digit in secret.AsSpan(prefix.Length))
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }
        }

        return true;
    }
}
