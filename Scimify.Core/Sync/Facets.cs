namespace Scimify.Core.Sync;

/// <summary>
/// The parts of a resource in Looker that are brought there, refused and held each for itself. A person has existence,
/// access, address, names and attributes; a group existence, name and roles; a membership is one.
/// </summary>
[Flags]
public enum Facets
{
    None = 0,
    Existence = 1,

    /// <summary>Enabled or disabled, and with it sessions and keys.</summary>
    Access = 2,
    Address = 4,

    /// <summary>First and last name of a person, or the name of a group.</summary>
    Names = 8,
    Attributes = 16,
    Roles = 32,
    Membership = 64,
}
