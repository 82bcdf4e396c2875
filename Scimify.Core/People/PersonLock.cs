namespace Scimify.Core.People;

/// <summary>Distinguishes an owner's lock from the pause after wrong passwords, which ends on its own.</summary>
public static class PersonLock
{
    /// <summary>The <c>LockoutEnd</c> of a person whom an owner has locked.</summary>
    public static readonly DateTimeOffset Forever = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);
}
