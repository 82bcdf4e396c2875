namespace Scimify.Core.Integrations;

/// <summary>A member of a merge for which null has a meaning. <c>default</c> leaves it unchanged.</summary>
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
