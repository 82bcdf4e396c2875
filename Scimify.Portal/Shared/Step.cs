namespace Scimify.Portal.Shared;

/// <summary>One of a <see cref="Stepper"/>.</summary>
/// <param name="Detail">Below the title: how it was done, or what it is about.</param>
/// <param name="Href">Where it leads; null for nowhere.</param>
public sealed record Step(string Title, string Detail, bool IsDone, string? Href = null);
