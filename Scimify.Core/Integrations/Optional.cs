namespace Scimify.Core.Integrations;

/// <summary>A member of a merge whose null means something: <c>default</c> leaves it as it is.</summary>
public readonly record struct Optional<T>
{
    public Optional(T value)
    {
        IsSet = true;
        Value = value;
    }

    public bool IsSet { get; }

    public T Value { get; }

    public T Or(T current) => IsSet ? Value : current;
}
