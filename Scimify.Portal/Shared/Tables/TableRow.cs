namespace Scimify.Portal.Shared.Tables;

/// <summary>A row of a grid. It stays the same row if its values change, so that the browser keeps its elements and their focus.</summary>
internal sealed class TableRow<T>(Guid id, T value) : IEquatable<TableRow<T>>
{
    public Guid Id { get; } = id;

    public T Value { get; } = value;

    public bool Equals(TableRow<T>? other) => other?.Id == Id;

    public override bool Equals(object? obj) => Equals(obj as TableRow<T>);

    public override int GetHashCode() => Id.GetHashCode();
}
