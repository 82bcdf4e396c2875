namespace Scimify.Portal.Shared.Tables;

/// <summary>The order of a list, as it stands in the address: <c>name</c>, or <c>-name</c> for the reverse.</summary>
/// <param name="Key">One of the names that the list knows.</param>
public readonly record struct TableSort(string Key, bool Descending)
{
    /// <param name="text">From the address. Anything that the list does not know counts as the first name.</param>
    /// <param name="known">The names of the list's orders, the ordinary one first.</param>
    public static TableSort Of(string? text, IReadOnlyList<string> known)
    {
        var descending = text?.StartsWith('-') is true;
        return text?[(descending ? 1 : 0)..] is { } key && known.Contains(key) ? new(key, descending) : new(known[0], Descending: false);
    }

    public override string ToString() => Descending ? $"-{Key}" : Key;
}
