namespace Scimify.Core.Directory;

/// <summary>How a SCIM resource and a Looker object belong together. The numbers are stored.</summary>
public enum LinkState
{
    None = 0,

    /// <summary>Made by us, but without its e-mail credential yet: to be completed or removed.</summary>
    HalfMade = 1,

    Created = 2,

    /// <summary>Existed in Looker before.</summary>
    Adopted = 3,

    /// <summary>The Looker object is gone.</summary>
    Orphaned = 4,
}
