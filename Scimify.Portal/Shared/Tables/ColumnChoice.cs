namespace Scimify.Portal.Shared.Tables;

/// <summary>A column that people can hide and show.</summary>
/// <param name="Name">What the browser remembers.</param>
public sealed record ColumnChoice(string Name, string Title, bool IsShown);
