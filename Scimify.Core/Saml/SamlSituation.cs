namespace Scimify.Core.Saml;

/// <summary>An active SCIM user with a Looker account, and what Looker says about it.</summary>
/// <param name="Name">The userName.</param>
/// <param name="NameId">From the SAML credential; null if the person never signed in by SAML, or Looker does not show it.</param>
/// <param name="HasSaml">Whether the person has signed in by SAML. From then on, Looker finds the account by its NameID.</param>
/// <param name="GroupIds">The groups in Looker that the account is a direct member of, including mirrored ones.</param>
public sealed record SamlPerson(string LookerId, string Name, string? Email, bool HasEmailCredential, bool HasSaml, string? NameId, IReadOnlyList<string> GroupIds);

/// <summary>An enabled Looker account that has the address of somebody whom SCIM manages in another account.</summary>
/// <param name="Name">The userName of that person.</param>
public sealed record SamlDouble(string LookerId, string Name, string Address);

/// <summary>A SCIM group.</summary>
/// <param name="MemberLookerIds">The accounts of its active members.</param>
public sealed record SamlPushedGroup(string Name, string? LookerId, IReadOnlySet<string> MemberLookerIds);

/// <summary>A Looker group that SAML owns.</summary>
public sealed record SamlMirroredGroup(string LookerId, string Name);

/// <summary>What the conflict check looks at besides the settings.</summary>
/// <param name="Doubles">Accounts beside those of SCIM users.</param>
/// <param name="WithoutAddress">How many SCIM users cannot be forwarded to Looker.</param>
/// <param name="RoleGroupIds">Looker groups with roles; empty if no setting depends on them.</param>
/// <param name="MirroredGroups">As Looker's document shows them.</param>
/// <param name="WithDirectRoles">Looker accounts with direct roles; empty if no setting depends on them.</param>
/// <param name="KeptAttributes">Labels of the Looker user attributes that SCIM keeps equal, by attribute ID.</param>
public sealed record SamlSituation(
    IReadOnlyList<SamlPerson> People,
    IReadOnlyList<SamlDouble> Doubles,
    IReadOnlyList<SamlPushedGroup> Groups,
    int WithoutAddress,
    IReadOnlySet<string> RoleGroupIds,
    IReadOnlySet<string> WithDirectRoles,
    IReadOnlyList<SamlMirroredGroup> MirroredGroups,
    IReadOnlyDictionary<string, string> KeptAttributes,
    DateTimeOffset Now);
