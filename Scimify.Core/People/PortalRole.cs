namespace Scimify.Core.People;

/// <summary>What a person may do in console and REST API (docs/contracts.md, "Roles and permissions").</summary>
public enum PortalRole
{
    /// <summary>Reads everything but secrets, changes nothing.</summary>
    Auditor = 0,

    /// <summary>Tokens; reads integrations and their status.</summary>
    TokenManager = 1,

    /// <summary>Integrations, policies, mappings, links, held changes, drift, SAML, both logs; reads tokens.</summary>
    Operator = 2,

    /// <summary>Everything.</summary>
    Owner = 3,
}
