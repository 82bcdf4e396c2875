namespace Scimify.Core.Scim.Schemas;

/// <summary>
/// An attribute in standard notation (RFC 7644 section 3.10): [URN:]name[.sub]. Compared by its text, ignoring case.
/// <see cref="Attribute"/> and <see cref="Sub"/> are set once a schema was found for it.
/// </summary>
public sealed record AttributePath(string? Schema, string Name, string? SubAttribute = null)
{
    /// <summary>The attribute that the path names; null until it is resolved, or if the path names a whole extension.</summary>
    public ScimAttribute? Attribute { get; init; }

    public ScimAttribute? Sub { get; init; }

    /// <summary>The extension that has the attribute; null for the core schema and the common attributes.</summary>
    public ScimSchema? Extension { get; init; }

    /// <summary>The attribute whose values the path selects.</summary>
    public ScimAttribute? Leaf => Sub ?? Attribute;

    /// <summary>Whether the path is resolved and names a whole extension.</summary>
    public bool IsExtension => Extension is not null && Attribute is null;

    /// <summary>The canonical path of a known attribute.</summary>
    internal static AttributePath Of(ScimSchema? extension, ScimAttribute attribute, ScimAttribute? sub = null) =>
        new(extension?.Id, attribute.Name, sub?.Name) { Extension = extension, Attribute = attribute, Sub = sub };

    internal static AttributePath Of(ScimSchema extension)
    {
        var colon = extension.Id.LastIndexOf(':');
        return new(extension.Id[..colon], extension.Id[(colon + 1)..]) { Extension = extension };
    }

    /// <summary>Splits text without a schema: name and sub-attribute are what follows the last colon.</summary>
    /// <returns>False if the text does not have that form.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out AttributePath path)
    {
        path = null!;
        var colon = text.LastIndexOf(':');
        var schema = colon < 0 ? null : text[..colon].ToString();
        var rest = text[(colon + 1)..];
        var dot = rest.IndexOf('.');
        var name = dot < 0 ? rest : rest[..dot];
        var sub = dot < 0 ? null : rest[(dot + 1)..].ToString();
        // After a URN, Entra ID may write a dot instead of the last colon, so a sub-attribute may itself have a dot.
        if (schema is { } urn && !IsUrn(urn) || !IsName(name) || sub is not null && !IsSubName(sub, schema is not null))
        {
            return false;
        }

        path = new AttributePath(schema, name.ToString(), sub);
        return true;
    }

    public bool Equals(AttributePath? other) =>
        other is not null
        && string.Equals(Schema, other.Schema, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(SubAttribute, other.SubAttribute, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() =>
        (Schema is null ? "" : Schema + ":") + Name + (SubAttribute is null ? "" : "." + SubAttribute);

    private static bool IsSubName(string sub, bool dotted) =>
        dotted ? sub.Split('.').All(part => IsName(part)) : IsName(sub);

    private static bool IsUrn(string text) =>
        text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase)
        && text.AsSpan().IndexOfAnyExcept(UrnCharacters) < 0;

    private static readonly System.Buffers.SearchValues<char> UrnCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:.-_/+");

    /// <summary>ATTRNAME of RFC 7643 section 2.1; also with a leading "$", as in $ref.</summary>
    internal static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("$"))
        {
            text = text[1..];
        }

        if (text.IsEmpty || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '$'))
            {
                return false;
            }
        }

        return true;
    }
}
