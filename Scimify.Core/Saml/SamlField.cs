namespace Scimify.Core.Saml;

/// <summary>Fields as an administrator thinks of them, in the order in which they are shown.</summary>
public enum SamlGroup
{
    IdentityProvider,
    Attributes,
    GroupsAndRoles,
    NewUsers,
    LoginPage,
    Advanced,

    /// <summary>What Looker says of the document itself.</summary>
    Document,
}

public enum SamlKind
{
    Flag,
    Text,

    /// <summary>An absolute http or https address.</summary>
    Address,
    WholeNumber,

    /// <summary>One of <see cref="SamlField.Words"/>.</summary>
    Word,

    /// <summary>Comma-separated, of <see cref="SamlField.Words"/>.</summary>
    Words,

    /// <summary>X.509, Base64 with or without its PEM lines.</summary>
    Certificate,

    /// <summary>An object with a list <c>signing</c> of certificates.</summary>
    Certificates,
    RoleIds,
    GroupIds,

    /// <summary>Objects with <c>name</c>, <c>looker_group_name</c>, <c>role_ids</c>.</summary>
    GroupMappings,

    /// <summary>Objects with <c>name</c>, <c>required</c>, <c>user_attribute_ids</c>.</summary>
    AttributeMappings,
}

/// <summary>What is known of one member of Looker's <c>SamlConfig</c>.</summary>
/// <param name="Name">Looker's own, snake_case.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Meaning">In plain words.</param>
/// <param name="Default">What a new Looker has; null: nothing.</param>
/// <param name="Consequence">What follows from a change; null: nothing but what it means.</param>
public sealed record SamlField(SamlGroup Group, string Name, SamlKind Kind, string Label, string Meaning, string? Default = null, string? Consequence = null)
{
    public bool IsReadOnly { get; init; }

    /// <summary>The member that shows what is written here; null where it is this one itself.</summary>
    public string? ShownBy { get; init; }

    /// <summary>The member by which a read-only one is changed; null where nothing changes it.</summary>
    public string? WrittenBy { get; init; }

    public string[] Words { get; init; } = [];

    /// <summary>Whether the trust in the identity provider hangs on it: a wrong value stops every SAML login.</summary>
    public bool IsTrust { get; init; }
}
