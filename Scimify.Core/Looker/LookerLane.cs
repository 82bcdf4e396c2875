namespace Scimify.Core.Looker;

/// <summary>Who goes first when calls wait for a place.</summary>
internal enum LookerLane
{
    /// <summary>Takes access away: goes before all others.</summary>
    Removal,

    Ordinary,

    /// <summary>Goes behind all others, and leaves two of the places free.</summary>
    Background,
}
