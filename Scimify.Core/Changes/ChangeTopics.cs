namespace Scimify.Core.Changes;

/// <summary>Areas of what an organization has. A page names those that it shows.</summary>
[Flags]
public enum ChangeTopics
{
    None = 0,

    /// <summary>Users, groups, memberships, and how far they are in Looker.</summary>
    Directory = 1,

    /// <summary>The provisioning log and the calls to Looker.</summary>
    Log = 2,

    Held = 4,

    /// <summary>Differences, comparisons, the inventory of Looker and protected accounts.</summary>
    Drift = 8,

    /// <summary>SCIM tokens and metrics tokens, their uses, and rejected requests.</summary>
    Tokens = 16,

    /// <summary>People, sessions, factors and sign-in.</summary>
    People = 32,

    /// <summary>Integrations, their health and mode, and the organization's own settings.</summary>
    Integrations = 64,

    Mappings = 128,

    Saml = 256,

    /// <summary>Webhooks and their deliveries.</summary>
    Webhooks = 512,

    Audit = 1024,

    /// <summary>How many calls to Looker were spent.</summary>
    Budget = 2048,

    /// <summary>Access reviews and their decisions.</summary>
    Reviews = 4096,

    All = 8191,
}
