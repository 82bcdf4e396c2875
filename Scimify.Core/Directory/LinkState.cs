namespace Scimify.Core.Directory;

/// <summary>The link between a SCIM resource and a Looker object. The numbers are stored.</summary>
public enum LinkState
{
    None = 0,

    /// <summary>Created by Scimify, but still without its e-mail credential. It has to be completed or removed.</summary>
    HalfMade = 1,

    Created = 2,

    /// <summary>It was in Looker before, and was taken over.</summary>
    Adopted = 3,

    /// <summary>The Looker object is gone.</summary>
    Orphaned = 4,
}
