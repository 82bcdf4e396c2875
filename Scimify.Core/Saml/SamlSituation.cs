namespace Scimify.Core.Saml;

/// <summary>An active SCIM user who has an account in Looker, with what Looker says of it.</summary>
/// <param name="Name">userName.</param>
/// <param name="NameId">Of the SAML credential; null: has never signed in by SAML, or cannot be asked.</param>
/// <param name="HasSaml">Has signed in by SAML: the account is found by its NameID from then on.</param>
/// <param name="GroupIds">Direct groups in Looker, mirrored ones included.</param>
public sealed record SamlPerson(string LookerId, string Name, string? Email, bool HasEmailCredential, bool HasSaml, string? NameId, IReadOnlyList<string> GroupIds);

/// <summary>A SCIM group.</summary>
/// <param name="MemberLookerIds">Accounts of its active members.</param>
public sealed record SamlPushedGroup(string Name, string? LookerId, IReadOnlySet<string> MemberLookerIds);

/// <summary>A group in Looker that SAML owns.</summary>
public sealed record SamlMirroredGroup(string LookerId, string Name);

/// <summary>What the conflict check looks at beside the settings.</summary>
/// <param name="WithoutAddress">SCIM users who cannot be forwarded to Looker.</param>
/// <param name="RoleGroupIds">Groups in Looker that have roles; empty where nothing depends on it.</param>
/// <param name="MirroredGroups">As Looker's document has them.</param>
/// <param name="WithDirectRoles">Accounts in Looker that have roles of their own; empty where nothing depends on it.</param>
/// <param name="KeptAttributes">Looker user attributes that SCIM keeps equal: label by id.</param>
public sealed record SamlSituation(
    IReadOnlyList<SamlPerson> People,
    IReadOnlyList<SamlPushedGroup> Groups,
    int WithoutAddress,
    IReadOnlySet<string> RoleGroupIds,
    IReadOnlySet<string> WithDirectRoles,
    IReadOnlyList<SamlMirroredGroup> MirroredGroups,
    IReadOnlyDictionary<string, string> KeptAttributes,
    DateTimeOffset Now);
