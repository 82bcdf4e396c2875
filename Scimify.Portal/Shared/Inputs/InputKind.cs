namespace Scimify.Portal.Shared.Inputs;

/// <summary>The JSON type of an input's member.</summary>
internal enum InputKind
{
    Text,
    Flag,
    WholeNumber,
    Uuid,
    Time,

    /// <summary>An object of <see cref="InputMember.Item"/>.</summary>
    Object,

    /// <summary>An object with members that are not ours. The service checks them.</summary>
    Document,

    /// <summary>An array of UUIDs.</summary>
    Uuids,

    /// <summary>An array of whole numbers.</summary>
    WholeNumbers,

    /// <summary>An array of strings.</summary>
    Texts,

    /// <summary>An array of objects of <see cref="InputMember.Item"/>.</summary>
    Objects,
}
