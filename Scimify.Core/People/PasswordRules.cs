using System.Security.Cryptography;

namespace Scimify.Core.People;

/// <summary>Length counts, composition does not (NIST SP 800-63B section 5.1.1.2).</summary>
public static class PasswordRules
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    // Without letters and digits that look alike.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int GeneratedLength = 20;

    /// <summary>116 random bits.</summary>
    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);

    /// <summary>What is wrong with the password; null if it is good enough.</summary>
    public static string? Problem(string password, string email) =>
        password.Length < MinLength ? $"must have at least {MinLength} characters"
        : password.Length > MaxLength ? $"must have at most {MaxLength} characters"
        : password.Distinct().Count() < 4 ? "must have at least 4 different characters"
        : password.Equals(email, StringComparison.OrdinalIgnoreCase) ? "must not be the e-mail address"
        : null;
}
