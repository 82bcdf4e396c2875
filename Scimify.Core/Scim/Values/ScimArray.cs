using System.Collections;

namespace Scimify.Core.Scim.Values;

public sealed record ScimArray : ScimValue, IReadOnlyList<ScimValue>
{
    public static readonly ScimArray Empty = new([]);

    private readonly ScimValue[] _items;

    private ScimArray(ScimValue[] items) => _items = items;

    public int Count => _items.Length;

    public ScimValue this[int index] => _items[index];

    public static ScimArray Of(params ReadOnlySpan<ScimValue> items) => items.IsEmpty ? Empty : new(items.ToArray());

    public static ScimArray OfStrings(IEnumerable<string> items) =>
        new(items.Select(item => (ScimValue)new ScimString(item)).ToArray());

    /// <summary>The list is copied.</summary>
    public static ScimArray From(IEnumerable<ScimValue> items) => new([.. items]);

    public bool Equals(ScimArray? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<ScimValue> GetEnumerator() => ((IEnumerable<ScimValue>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
