namespace Scimify.Portal.Shared.Api;

/// <summary>What a request body or query string may hold. Read by the checks and by the OpenAPI document alike.</summary>
/// <param name="Name">Of the schema in the document; of a query string, of no use there.</param>
internal sealed record InputShape(string Name, params InputMember[] Members)
{
    public InputMember? Find(string name) => Array.Find(Members, m => m.Name == name);
}

/// <summary>One member. Types are checked here; what a value means, and whether it is needed, the service decides.</summary>
internal sealed record InputMember(string Name, InputKind Kind, string Description)
{
    /// <summary>Told in the document; the service says when it is missing.</summary>
    public bool Required { get; init; }

    public bool Nullable { get; init; }

    /// <summary>The only values, where there are few.</summary>
    public string[]? Words { get; init; }

    public int? Least { get; init; }

    public int? Most { get; init; }

    /// <summary>Told in the document; never sent back.</summary>
    public bool WriteOnly { get; init; }

    /// <summary>Of an object, or of each in an array.</summary>
    public InputShape? Shape { get; init; }

    /// <summary>A value for the document's example; null: none.</summary>
    public object? Example { get; init; }
}

internal enum InputKind
{
    Text,
    Flag,
    WholeNumber,
    Uuid,
    Time,
    Object,

    /// <summary>An array of UUIDs, at most <see cref="InputMember.Most"/>.</summary>
    Uuids,

    /// <summary>An array of strings.</summary>
    TextList,

    /// <summary>An object whose members are not ours; the service looks at them.</summary>
    Document,

    /// <summary>An array of objects of <see cref="InputMember.Shape"/>, at most <see cref="InputMember.Most"/>.</summary>
    Objects,
}
