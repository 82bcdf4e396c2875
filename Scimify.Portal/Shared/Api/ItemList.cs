namespace Scimify.Portal.Shared.Api;

/// <summary>A list without pages.</summary>
public sealed record ItemList<T>(IReadOnlyList<T> Items);
