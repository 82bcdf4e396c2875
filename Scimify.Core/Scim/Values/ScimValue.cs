namespace Scimify.Core.Scim.Values;

/// <summary>A JSON value in a SCIM message. Immutable, compared by content.</summary>
public abstract record ScimValue
{
    private protected ScimValue()
    {
    }
}

public sealed record ScimString(string Value) : ScimValue;

public sealed record ScimBoolean : ScimValue
{
    public static readonly ScimBoolean True = new(true);
    public static readonly ScimBoolean False = new(false);

    private ScimBoolean(bool value) => Value = value;

    public bool Value { get; }

    public static ScimBoolean Of(bool value) => value ? True : False;
}

/// <summary>Unassigned (RFC 7643 section 2.5). Removed when a resource is read.</summary>
public sealed record ScimNull : ScimValue
{
    public static readonly ScimNull Instance = new();

    private ScimNull()
    {
    }
}
