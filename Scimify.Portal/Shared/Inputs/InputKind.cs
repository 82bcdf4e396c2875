namespace Scimify.Portal.Shared.Inputs;

/// <summary>What a member of an input is in JSON.</summary>
internal enum InputKind
{
    Text,
    Flag,
    WholeNumber,
    Uuid,
    Time,

    /// <summary>An object of <see cref="InputMember.Item"/>.</summary>
    Object,

    /// <summary>An object whose members are not ours; the service looks at them.</summary>
    Document,

    /// <summary>An array of UUIDs.</summary>
    Uuids,

    /// <summary>An array of strings.</summary>
    Texts,

    /// <summary>An array of objects of <see cref="InputMember.Item"/>.</summary>
    Objects,
}
