using System.Diagnostics.CodeAnalysis;

namespace Scimify.Core.Scim.Schemas;

/// <summary>Data types of RFC 7643 section 2.3.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names are the standard's.")]
public enum AttributeType
{
    String,
    Boolean,
    Decimal,
    Integer,
    DateTime,
    Reference,
    Binary,
    Complex,
}

public enum Mutability
{
    ReadWrite,
    ReadOnly,
    Immutable,
    WriteOnly,
}

public enum Returned
{
    Default,
    Always,
    Never,
    Request,
}

public enum Uniqueness
{
    None,
    Server,
    Global,
}

/// <summary>An attribute with its characteristics (RFC 7643 sections 2.2 and 7). The defaults are the RFC's.</summary>
public sealed record ScimAttribute(string Name, AttributeType Type = AttributeType.String)
{
    private readonly IReadOnlyList<ScimAttribute> _subAttributes = [];
    private Dictionary<string, ScimAttribute>? _byName;

    public bool MultiValued { get; init; }
    public bool Required { get; init; }
    public bool CaseExact { get; init; }
    public Mutability Mutability { get; init; }
    public Returned Returned { get; init; }
    public Uniqueness Uniqueness { get; init; }

    /// <summary>Suggested values. Others are accepted too (RFC 7643 section 7), unless a resource says otherwise.</summary>
    public IReadOnlyList<string> CanonicalValues { get; init; } = [];

    /// <summary>For <see cref="AttributeType.Reference"/>: resource type names, or "external" and "uri".</summary>
    public IReadOnlyList<string> ReferenceTypes { get; init; } = [];

    /// <summary>Whether white space around the value is ignored when it is read and searched.</summary>
    public bool IsTrimmed { get; init; }

    /// <summary>Whether only another value changes it. If the attribute is absent, null or removed, the value stays.</summary>
    public bool IsKeptUnsaid { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<ScimAttribute> SubAttributes
    {
        get => _subAttributes;
        init
        {
            _subAttributes = value;
            _byName = value.ToDictionary(sub => sub.Name, StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Whether the attribute, or a part of it, is returned only on request.</summary>
    public bool HasRequested => Returned == Returned.Request || SubAttributes.Any(sub => sub.HasRequested);

    public ScimAttribute? Sub(string name) => _byName?.GetValueOrDefault(name);

    public bool Equals(ScimAttribute? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    public override string ToString() => Name;
}
