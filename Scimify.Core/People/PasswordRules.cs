using System.Security.Cryptography;
using Scimify.Core.People.Passwords;

namespace Scimify.Core.People;

/// <summary>
/// What a password has to be, wherever one is set: length counts and composition does not, and what is guessed first is refused
/// (NIST SP 800-63B-4 section 3.1.1.2). Nothing is asked of anybody outside.
/// </summary>
public static class PasswordRules
{
    /// <summary>In characters, by which Unicode's code points are meant.</summary>
    public const int MinLength = 12;

    /// <inheritdoc cref="MinLength"/>
    public const int MaxLength = 128;

    /// <summary>The most UTF-16 code units that <see cref="MaxLength"/> characters have, as the attribute <c>maxlength</c> counts them.</summary>
    public const int MaxUnits = 2 * MaxLength;

    private const int LeastDifferent = 5;

    // Without letters and digits that look alike.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int GeneratedLength = 20;

    /// <summary>116 random bits.</summary>
    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);

    /// <param name="password">As it was typed.</param>
    /// <param name="email">Of the person, whose parts make no password.</param>
    /// <param name="organization">The name of the person's organization, whose words make none either; null if it is not known yet.</param>
    /// <returns>What is wrong with the password, in the form of <c>FieldSentence.Of</c>; null if it is good enough.</returns>
    public static string? Problem(string password, string email, string? organization)
    {
        var characters = password.EnumerateRunes().ToList();
        return characters.Count < MinLength ? $"must have at least {MinLength} characters"
            : characters.Count > MaxLength ? $"must have at most {MaxLength} characters"
            : characters.Distinct().Count() < LeastDifferent ? $"must have at least {LeastDifferent} different characters"
            : GuessablePassword.Of(password, email, organization) switch
            {
                GuessablePassword.Repeated => "must not be one part that is repeated",
                GuessablePassword.Own => "must not be made of your e-mail address or the name of your organization",
                GuessablePassword.Product => "must not be made of the name of this product or of what it is for",
                GuessablePassword.Common => "must not be made of common passwords, rows of keys and numbers only, because they are guessed first",
                _ => null,
            };
    }
}
