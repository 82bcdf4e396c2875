namespace Scimify.Core.People;

/// <summary>How an owner's lock is told from the pause after wrong passwords, which ends by itself.</summary>
public static class PersonLock
{
    /// <summary>Value of <c>LockoutEnd</c> of someone whom an owner has locked.</summary>
    public static readonly DateTimeOffset Forever = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);
}
