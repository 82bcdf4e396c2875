using System.Text.Json;

namespace Scimify.Core.Looker;

/// <summary>A Looker user, as read with <see cref="StandardFields"/>.</summary>
/// <param name="Email">Derived by Looker from the credentials; null if there are none.</param>
/// <param name="GroupIds">Direct memberships, including "All Users".</param>
/// <param name="EmailCredential">The address of the e-mail credential; null if there is none.</param>
/// <param name="SamlCredential">Only a SAML login creates it; null if there is none.</param>
/// <param name="OtherCredentials">Those that only a login by LDAP, OpenID Connect, Google or Looker's own OpenID creates.</param>
/// <param name="AllowNormalGroupMembership">If false, the next SAML login removes the user from ordinary groups.</param>
/// <param name="UiStateMark">The mark that Scimify set when it created the user; null on all others.</param>
public sealed record LookerUser(
    string Id,
    string FirstName,
    string LastName,
    string? DisplayName,
    string? Email,
    bool IsDisabled,
    IReadOnlyList<string> GroupIds,
    IReadOnlyList<string> RoleIds,
    bool IsServiceAccount,
    bool IsEmbedUser,
    bool IsLookerEmployee,
    bool RolesExternallyManaged,
    bool AllowNormalGroupMembership,
    string? EmailCredential,
    LookerSamlCredential? SamlCredential,
    IReadOnlyList<LookerLoginCredential> OtherCredentials,
    string? UiStateMark)
{
    /// <summary>The fields that every read of a user requests by default.</summary>
    public const string StandardFields =
        "id,first_name,last_name,display_name,email,is_disabled,group_ids,role_ids,is_service_account,verified_looker_employee,"
        + "roles_externally_managed,allow_normal_group_membership,ui_state,credentials_email(email),credentials_saml(email,saml_user_id),credentials_embed(id),"
        + "credentials_ldap(email),credentials_oidc(email),credentials_google(email),credentials_looker_openid(email)";

    private static readonly (string Member, string Name)[] LoginCredentials =
        [("credentials_ldap", "LDAP"), ("credentials_oidc", "OpenID Connect"), ("credentials_google", "Google"), ("credentials_looker_openid", "Looker OpenID")];

    /// <summary>The member of <c>ui_state</c> with the <see cref="UiStateMark"/>.</summary>
    public const string UiStateMember = "scimify";

    /// <summary>Service accounts, embed users and Looker employees are never matched to a SCIM user.</summary>
    public bool IsPerson => !IsServiceAccount && !IsEmbedUser && !IsLookerEmployee;

    /// <summary>Whether anybody can sign in with the account. A half-made account has no credential.</summary>
    public bool HasCredential => EmailCredential is not null || SamlCredential is not null || OtherCredentials.Count > 0 || Email is { Length: > 0 };

    /// <summary>The addresses of all credentials, the e-mail credential's first.</summary>
    public IEnumerable<string> Addresses =>
        new[] { EmailCredential, Email, SamlCredential?.Email }.Concat(OtherCredentials.Select(c => c.Email)).Where(address => address is { Length: > 0 }).Distinct()!;

    internal static LookerUser Read(JsonElement user) => new(
        user.RequiredText("id"),
        user.Text("first_name") ?? "",
        user.Text("last_name") ?? "",
        user.Text("display_name"),
        user.Text("email") is { Length: > 0 } email ? email : null,
        user.Flag("is_disabled"),
        user.Ids("group_ids"),
        user.Ids("role_ids"),
        user.Flag("is_service_account"),
        user.Member("credentials_embed") is { ValueKind: JsonValueKind.Array } embed && embed.GetArrayLength() > 0,
        user.Flag("verified_looker_employee") || user.Flag("presumed_looker_employee"),
        user.Flag("roles_externally_managed"),
        user.Flag("allow_normal_group_membership", absent: true),
        user.Member("credentials_email")?.Text("email"),
        user.Member("credentials_saml") is { ValueKind: JsonValueKind.Object } saml ? LookerSamlCredential.Read(saml) : null,
        [
            .. LoginCredentials.Where(c => user.Member(c.Member) is { ValueKind: JsonValueKind.Object })
                .Select(c => new LookerLoginCredential(c.Name, user.Member(c.Member)!.Value.Text("email"))),
        ],
        user.Member("ui_state")?.Text(UiStateMember));
}

/// <summary>Members that are null are not sent and stay unchanged. An empty name clears the name.</summary>
public sealed record LookerUserUpdate(string? FirstName = null, string? LastName = null, bool? IsDisabled = null)
{
    public bool IsEmpty => FirstName is null && LastName is null && IsDisabled is null;
}

public sealed record LookerSamlCredential(string? Email, string? SamlUserId)
{
    internal static LookerSamlCredential Read(JsonElement saml) => new(saml.Text("email"), saml.Text("saml_user_id"));
}

/// <param name="Kind">How people sign in with it, such as <c>Google</c>.</param>
public sealed record LookerLoginCredential(string Kind, string? Email);

public sealed record LookerEmailCredential(string? UserId, string Email, bool IsDisabled, string? LoggedInAt)
{
    internal static LookerEmailCredential Read(JsonElement credential) => new(
        credential.Text("user_id"), credential.Text("email") ?? "", credential.Flag("is_disabled"), credential.Text("logged_in_at"));
}

public sealed record LookerApi3Credential(string Id, string? ClientId, bool IsDisabled, string? CreatedAt)
{
    internal static LookerApi3Credential Read(JsonElement credential) => new(
        credential.RequiredText("id"), credential.Text("client_id"), credential.Flag("is_disabled"), credential.Text("created_at"));
}

public sealed record LookerUserSession(string Id, string? IpAddress, string? Browser, string? CredentialsType, string? CreatedAt, string? ExpiresAt)
{
    internal static LookerUserSession Read(JsonElement session) => new(
        session.RequiredText("id"), session.Text("ip_address"), session.Text("browser"), session.Text("credentials_type"),
        session.Text("created_at"), session.Text("expires_at"));
}

/// <param name="ExternallyManaged">Mirrored from SAML, LDAP or OIDC, and therefore read-only for us.</param>
/// <param name="IncludeByDefault">"All Users": everybody is a member, and it cannot be changed.</param>
/// <param name="UserCount">Null if the operation does not return it.</param>
public sealed record LookerGroup(string Id, string Name, bool ExternallyManaged, string? ExternalGroupId, bool IncludeByDefault, int? UserCount)
{
    public const string StandardFields = "id,name,externally_managed,external_group_id,include_by_default,user_count";

    /// <summary>Whether Scimify may rename it, delete it or change its members.</summary>
    public bool IsManageable => !ExternallyManaged && !IncludeByDefault && ExternalGroupId is not { Length: > 0 } && Id != "1";

    internal static LookerGroup Read(JsonElement group) => new(
        group.RequiredText("id"), group.Text("name") ?? "", group.Flag("externally_managed"), group.Text("external_group_id"),
        group.Flag("include_by_default"), group.Member("user_count") is { ValueKind: JsonValueKind.Number } n && n.TryGetInt32(out var count) ? count : null);
}

/// <summary>A group with the roles that it gives to its members.</summary>
public sealed record LookerGroupRoles(LookerGroup Group, IReadOnlyList<LookerRole> Roles)
{
    public const string StandardFields = LookerGroup.StandardFields + ",roles(id,name)";

    internal static LookerGroupRoles Read(JsonElement group) => new(
        LookerGroup.Read(group), group.Member("roles") is { ValueKind: JsonValueKind.Array } roles ? [.. roles.EnumerateArray().Select(LookerRole.Read)] : []);
}

/// <param name="AllAccess">The role has the administrator's permission set.</param>
public sealed record LookerRole(string Id, string Name, bool AllAccess)
{
    public const string StandardFields = "id,name,permission_set(all_access)";

    /// <summary>Whether the role makes its holder an administrator of Looker.</summary>
    public bool IsAdmin => AllAccess || Name == "Admin";

    internal static LookerRole Read(JsonElement role) => new(
        role.RequiredText("id"), role.Text("name") ?? "", role.Member("permission_set")?.Flag("all_access") ?? false);
}

/// <param name="Type">Such as <c>string</c>, <c>number</c> or <c>yesno</c>. Values are always sent as text.</param>
public sealed record LookerUserAttribute(
    string Id, string Name, string Label, string Type, string? DefaultValue, bool IsSystem, bool IsPermanent, bool ValueIsHidden, bool UserCanView, bool UserCanEdit)
{
    /// <summary>Attributes that Looker computes. Some releases do not mark them as system attributes.</summary>
    private static readonly HashSet<string> Computed = new(StringComparer.OrdinalIgnoreCase) { "email", "first_name", "last_name", "name", "id", "user_id" };

    /// <summary>Whether its value cannot be set.</summary>
    public bool IsSetByLooker => IsSystem || Computed.Contains(Name);

    internal static LookerUserAttribute Read(JsonElement attribute) => new(
        attribute.RequiredText("id"), attribute.Text("name") ?? "", attribute.Text("label") ?? "", attribute.Text("type") ?? "string",
        attribute.Text("default_value"), attribute.Flag("is_system"), attribute.Flag("is_permanent"), attribute.Flag("value_is_hidden"),
        attribute.Flag("user_can_view"), attribute.Flag("user_can_edit"));
}

/// <param name="Source">Where the value comes from, in Looker's words, such as <c>User</c> or <c>Default</c>.</param>
public sealed record LookerUserAttributeValue(string UserAttributeId, string Name, string? Value, string? Source, bool ValueIsHidden)
{
    internal static LookerUserAttributeValue Read(JsonElement value) => new(
        value.RequiredText("user_attribute_id"), value.Text("name") ?? "", value.Text("value"), value.Text("source"), value.Flag("value_is_hidden"));
}

/// <param name="Release">Such as <c>26.12.3</c>.</param>
public sealed record LookerVersions(string? Release, string? ApiServerUrl, string? WebServerUrl)
{
    internal static LookerVersions Read(JsonElement versions) => new(
        versions.Text("looker_release_version"), versions.Text("api_server_url"), versions.Text("web_server_url"));
}

/// <summary>A Look or a dashboard.</summary>
/// <param name="UserId">The owner; null if Looker does not say.</param>
/// <param name="IsPublic">Whether anybody who knows the address can see it.</param>
public sealed record LookerContent(string Id, string? UserId, bool IsPublic)
{
    public const string FieldsOfLooks = "id,user_id,public";
    public const string FieldsOfDashboards = "id,user_id";

    internal static LookerContent Read(JsonElement content) => new(content.RequiredText("id"), content.Text("user_id"), content.Flag("public"));
}

/// <summary>A schedule of a Look, of a dashboard, or of neither.</summary>
public sealed record LookerSchedule(string Id, string? UserId, string? LookId, string? DashboardId)
{
    public const string StandardFields = "id,user_id,look_id,dashboard_id";

    internal static LookerSchedule Read(JsonElement plan) => new(plan.RequiredText("id"), plan.Text("user_id"), plan.Text("look_id"), plan.Text("dashboard_id"));
}
