namespace Scimify.Core.Saml;

/// <summary>Groups fields as an administrator thinks of them, in display order.</summary>
public enum SamlGroup
{
    IdentityProvider,
    Attributes,
    GroupsAndRoles,
    NewUsers,
    LoginPage,
    Advanced,

    /// <summary>What Looker says about the document itself.</summary>
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

    /// <summary>A comma-separated list of <see cref="SamlField.Words"/>.</summary>
    Words,

    /// <summary>An X.509 certificate, in Base64 with or without PEM lines.</summary>
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

/// <summary>One member of Looker's <c>SamlConfig</c>.</summary>
/// <param name="Name">Looker's name, in snake_case.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Meaning">What it does, in plain words.</param>
/// <param name="Default">The value in a new Looker; null for none.</param>
/// <param name="Consequence">What a change causes beyond its plain meaning; null for nothing.</param>
public sealed record SamlField(SamlGroup Group, string Name, SamlKind Kind, string Label, string Meaning, string? Default = null, string? Consequence = null)
{
    public bool IsReadOnly { get; init; }

    /// <summary>The member that shows what is written here; null if this member shows it itself.</summary>
    public string? ShownBy { get; init; }

    /// <summary>The member that changes a read-only one; null if nothing does.</summary>
    public string? WrittenBy { get; init; }

    public string[] Words { get; init; } = [];

    /// <summary>Whether trust in the identity provider depends on it. A wrong value stops every SAML login.</summary>
    public bool IsTrust { get; init; }
}
