using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;

namespace Scimify.Tests.TestKit;

/// <summary>Counts how often a password is hashed, which is nearly all of the time that a sign-in takes.</summary>
internal sealed class CountingHasher : PasswordHasher<Person>
{
    public int Count { get; private set; }

    public override string HashPassword(Person user, string password)
    {
        Count++;
        return base.HashPassword(user, password);
    }

    public override PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
    {
        Count++;
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
