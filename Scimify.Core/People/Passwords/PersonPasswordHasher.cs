using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.People.Passwords;

/// <summary>
/// ASP.NET Core Identity's PBKDF2 with HMAC-SHA-512, at OWASP's work factor. A hash of a lower one is replaced at the next sign-in.
/// Letters with accents are the same however a keyboard composes them (NIST SP 800-63B-4 section 3.1.1.2).
/// </summary>
public sealed class PersonPasswordHasher(IOptions<PasswordHasherOptions>? options = null) : PasswordHasher<Person>(options)
{
    /// <summary>OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512. On a small server, one attempt takes about a fifth of a second.</summary>
    public const int Iterations = 220_000;

    public override string HashPassword(Person user, string password) => base.HashPassword(user, CanonicalComposition.Compose(password));

    public override PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword) =>
        base.VerifyHashedPassword(user, hashedPassword, CanonicalComposition.Compose(providedPassword));
}
