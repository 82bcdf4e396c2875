using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Scimify.Portal.Sandbox;

/// <summary>An object in the sandbox. Each is one line of the journal.</summary>
internal abstract class SandboxObject
{
    public required string Id { get; init; }

    [JsonIgnore]
    public long Number => long.TryParse(Id, out var n) ? n : long.MaxValue;
}

internal sealed class SandboxUser : SandboxObject
{
    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public bool IsDisabled { get; set; }

    public string? Locale { get; set; }

    public JsonNode? UiState { get; set; }

    public string? HomeFolderId { get; set; }

    public bool? ModelsDirValidated { get; set; }

    public bool CanManageApi3Creds { get; set; }

    public bool IsServiceAccount { get; set; }

    public bool VerifiedLookerEmployee { get; set; }

    public bool AllowNormalGroupMembership { get; set; } = true;

    /// <summary>Whether groups that are not mirrored give roles. A SAML login can turn that off.</summary>
    public bool RolesFromNormalGroups { get; set; } = true;

    public SandboxEmail? Email { get; set; }

    public SandboxSso? Saml { get; set; }

    public SandboxSso? Ldap { get; set; }

    public SandboxSso? Oidc { get; set; }

    public SandboxSso? Google { get; set; }

    public SandboxSso? LookerOpenid { get; set; }

    public List<SandboxEmbed> Embed { get; init; } = [];

    public List<SandboxApi3> Api3 { get; init; } = [];

    public List<SandboxSession> Sessions { get; init; } = [];

    /// <summary>Direct memberships, without group 1, which everybody is in.</summary>
    public SortedSet<string> GroupIds { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Direct roles, without those from groups.</summary>
    public SortedSet<string> RoleIds { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The user's own values by attribute ID.</summary>
    public Dictionary<string, string> AttributeValues { get; init; } = [];

    /// <summary>Looker derives one address from the credentials, and searches by it.</summary>
    [JsonIgnore]
    public string? AnyEmail => Email?.Address ?? Saml?.Email ?? Oidc?.Email ?? Ldap?.Email ?? Google?.Email ?? LookerOpenid?.Email;
}

internal sealed class SandboxEmail
{
    public required string Address { get; set; }

    public required string CreatedAt { get; init; }

    public string? LoggedInAt { get; set; }

    public bool ForcedPasswordReset { get; set; }
}

internal sealed class SandboxSso
{
    public required string? Email { get; set; }

    /// <summary>The identity provider's ID of the user: for SAML the NameID.</summary>
    public required string NameId { get; init; }

    public required string CreatedAt { get; init; }

    public string? LoggedInAt { get; set; }
}

internal sealed record SandboxEmbed(string Id, string ExternalUserId, string CreatedAt);

internal sealed record SandboxApi3(string Id, string ClientId, string ClientSecret, string CreatedAt);

internal sealed record SandboxSession(string Id, string IpAddress, string Browser, string CredentialsType, string CreatedAt, string ExpiresAt);

internal sealed class SandboxGroup : SandboxObject
{
    public required string Name { get; set; }

    public bool CanAddToContentMetadata { get; set; } = true;

    public bool ExternallyManaged { get; set; }

    public bool ExternallyOrphaned { get; set; }

    public string? ExternalGroupId { get; set; }

    public bool IncludeByDefault { get; init; }

    /// <summary>The groups inside this one.</summary>
    public SortedSet<string> ChildIds { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> AttributeValues { get; init; } = [];

    /// <summary>Derived from the users' <see cref="SandboxUser.GroupIds"/>.</summary>
    [JsonIgnore]
    public HashSet<string> MemberIds { get; } = [];
}

internal sealed class SandboxRole : SandboxObject
{
    public required string Name { get; init; }

    /// <summary>The administrator's permissions.</summary>
    public bool AllAccess { get; init; }

    /// <summary>One of Looker's own roles, whose holders cannot be changed: 405.</summary>
    public bool Internal { get; init; }

    public string[] Permissions { get; init; } = [];

    public SortedSet<string> GroupIds { get; init; } = new(StringComparer.Ordinal);
}

internal sealed class SandboxAttribute : SandboxObject
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    public required string Type { get; init; }

    public string? DefaultValue { get; init; }

    public bool IsSystem { get; init; }

    public bool ValueIsHidden { get; init; }

    public bool UserCanView { get; init; } = true;

    public bool UserCanEdit { get; init; }
}

/// <summary>Something that a person created and owns.</summary>
internal abstract class SandboxContent : SandboxObject
{
    public required string Title { get; init; }

    public required string UserId { get; init; }

    /// <summary>Whether it is in the trash.</summary>
    public bool Deleted { get; set; }
}

internal sealed class SandboxLook : SandboxContent
{
    public bool Public { get; init; }
}

internal sealed class SandboxDashboard : SandboxContent;

/// <summary>A schedule of a Look or of a dashboard.</summary>
internal sealed class SandboxPlan : SandboxObject
{
    public required string Name { get; init; }

    public required string UserId { get; init; }

    public string? LookId { get; init; }

    public string? DashboardId { get; init; }
}

/// <summary>The one live SAML configuration (ID <c>live</c>), or a test configuration (its ID is the slug).</summary>
internal sealed class SandboxSaml : SandboxObject
{
    public const string Live = "live";

    /// <summary>The writable members as they were last written.</summary>
    public required JsonObject Members { get; init; }

    public string? ModifiedAt { get; set; }

    public string? ModifiedBy { get; set; }
}
