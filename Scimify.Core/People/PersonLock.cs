namespace Scimify.Core.People;

/// <summary>An owner's lock. Wrong passwords lock nobody.</summary>
public static class PersonLock
{
    /// <summary>The <c>LockoutEnd</c> of a person whom an owner has locked.</summary>
    public static readonly DateTimeOffset Forever = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);
}
