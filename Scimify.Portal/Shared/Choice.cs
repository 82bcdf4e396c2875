namespace Scimify.Portal.Shared;

/// <summary>One of a few values of a setting, with what it does.</summary>
public sealed record Choice(string Key, string Text, string Meaning);
