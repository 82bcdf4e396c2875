namespace Scimify.Portal.Shared.Tables;

/// <summary>A row of a grid. It stays the same row if its values change, so that the browser keeps its elements and their focus.</summary>
internal sealed class TableRow<T>(object key, T value) : IEquatable<TableRow<T>>
{
    private readonly object _key = key;

    public T Value { get; } = value;

    public bool Equals(TableRow<T>? other) => other is not null && _key.Equals(other._key);

    public override bool Equals(object? obj) => Equals(obj as TableRow<T>);

    public override int GetHashCode() => _key.GetHashCode();
}
