namespace Scimify.Portal.Shared;

/// <summary>A page above the present one.</summary>
/// <param name="Pip">The tone of a dot before it; null for none.</param>
public sealed record Crumb(string Text, string Href, string? Pip = null);
