namespace Scimify.Portal.Shared;

/// <summary>A view of a list, chosen by a tab.</summary>
/// <param name="Key">In the query string; null for everything.</param>
/// <param name="Count">Exactly the rows that the view shows.</param>
public sealed record ListView(string? Key, string Text, long Count)
{
    public const string Active = "active";
    public const string Disabled = "disabled";
    public const string Look = "look";
    public const string Accepted = "accepted";
    public const string Ignored = "ignored";
}
