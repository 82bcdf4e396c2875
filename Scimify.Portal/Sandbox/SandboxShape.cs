using System.Text.Json.Nodes;

namespace Scimify.Portal.Sandbox;

/// <summary>How a kind of object is shown: its members in order, each computed only if it is requested.</summary>
internal sealed class SandboxShape<T>(params (string Name, Func<T, SandboxWorld, JsonNode?> Read)[] members)
{
    private readonly Dictionary<string, Func<T, SandboxWorld, JsonNode?>> _byName = members.ToDictionary(m => m.Name, m => m.Read);

    public JsonObject Show(T item, SandboxWorld world, SandboxFields? fields)
    {
        var shown = new JsonObject();
        foreach (var (name, read) in members)
        {
            if (fields is null)
            {
                shown[name] = read(item, world);
            }
            else if (fields.Has(name))
            {
                shown[name] = fields.Cut(name, read(item, world));
            }
        }

        return shown;
    }

    /// <summary>The text to sort a list by; null if there is no such member.</summary>
    public Func<T, string>? Key(string name, SandboxWorld world) =>
        _byName.TryGetValue(name, out var read) ? item => read(item, world)?.ToString() ?? "" : null;
}

/// <summary>The shapes of Looker's objects.</summary>
internal static class SandboxShapes
{
    private const string Root = "/api/4.0";

    /// <summary>The e-mail credential; the user must have one.</summary>
    public static SandboxShape<SandboxUser> Email { get; } = new(
        ("can", (_, _) => Can()),
        ("created_at", (u, _) => u.Email!.CreatedAt),
        ("email", (u, _) => u.Email!.Address),
        ("forced_password_reset_at_next_login", (u, _) => u.Email!.ForcedPasswordReset),
        ("user_id", (u, _) => u.Id),
        ("is_disabled", (u, _) => u.IsDisabled),
        ("logged_in_at", (u, _) => u.Email!.LoggedInAt),
        ("password_reset_url", (_, _) => null),
        ("account_setup_url", (_, _) => null),
        ("type", (_, _) => "email"),
        ("url", (u, _) => $"{Root}/users/{u.Id}/credentials_email"),
        ("user_url", (u, _) => $"{Root}/users/{u.Id}"));

    /// <summary>The SAML credential; the user must have one.</summary>
    public static SandboxShape<SandboxUser> Saml { get; } = new(
        ("can", (_, _) => Can()),
        ("created_at", (u, _) => u.Saml!.CreatedAt),
        ("email", (u, _) => u.Saml!.Email),
        ("is_disabled", (u, _) => u.IsDisabled),
        ("logged_in_at", (u, _) => u.Saml!.LoggedInAt),
        ("saml_user_id", (u, _) => u.Saml!.NameId),
        ("type", (_, _) => "saml"),
        ("url", (u, _) => $"{Root}/users/{u.Id}/credentials_saml"));

    public static SandboxShape<(SandboxUser User, SandboxApi3 Key)> Api3 { get; } = new(
        ("can", (_, _) => Can()),
        ("id", (a, _) => a.Key.Id),
        ("client_id", (a, _) => a.Key.ClientId),
        ("created_at", (a, _) => a.Key.CreatedAt),
        ("is_disabled", (a, _) => a.User.IsDisabled),
        ("type", (_, _) => "api3"),
        ("url", (a, _) => $"{Root}/users/{a.User.Id}/credentials_api3/{a.Key.Id}"));

    public static SandboxShape<SandboxUser> User { get; } = new(
        ("can", (_, _) => Can()),
        ("avatar_url", (u, _) => null),
        ("credentials_api3", (u, w) => Array(u.Api3.Select(a => Api3.Show((u, a), w, null)))),
        ("credentials_email", (u, w) => u.Email is null ? null : Email.Show(u, w, null)),
        ("credentials_embed", (u, _) => Array(u.Embed.Select(e => new JsonObject
        {
            ["id"] = e.Id, ["external_user_id"] = e.ExternalUserId, ["created_at"] = e.CreatedAt, ["is_disabled"] = u.IsDisabled, ["type"] = "embed",
        }))),
        ("credentials_google", (u, _) => Login("google", "google_user_id", u.Google, u)),
        ("credentials_ldap", (u, _) => Login("ldap", "ldap_id", u.Ldap, u)),
        ("credentials_looker_openid", (u, _) => Login("looker_openid", null, u.LookerOpenid, u)),
        ("credentials_oidc", (u, _) => Login("oidc", "oidc_user_id", u.Oidc, u)),
        ("credentials_saml", (u, w) => u.Saml is null ? null : Saml.Show(u, w, null)),
        ("credentials_totp", (_, _) => null),
        ("display_name", (u, _) => u is { FirstName.Length: > 0, LastName.Length: > 0 } ? $"{u.FirstName} {u.LastName}" : null),
        ("email", (u, _) => u.AnyEmail),
        ("first_name", (u, _) => u.FirstName ?? ""),
        ("group_ids", (u, _) => Strings([SandboxWorld.AllUsers, .. u.GroupIds])),
        ("home_folder_id", (u, _) => u.HomeFolderId ?? "1"),
        ("id", (u, _) => u.Id),
        ("is_disabled", (u, _) => u.IsDisabled),
        ("last_name", (u, _) => u.LastName ?? ""),
        ("locale", (u, _) => u.Locale),
        ("looker_versions", (_, _) => new JsonArray()),
        ("models_dir_validated", (u, _) => u.ModelsDirValidated),
        ("personal_folder_id", (u, _) => $"{u.Number + 100}"),
        ("presumed_looker_employee", (u, _) => u.VerifiedLookerEmployee),
        ("role_ids", (u, w) => Strings(w.RolesOf(u))),
        ("sessions", (u, _) => Array(u.Sessions.Select(Session))),
        ("ui_state", (u, _) => u.UiState?.DeepClone()),
        ("verified_looker_employee", (u, _) => u.VerifiedLookerEmployee),
        ("roles_externally_managed", (u, w) => u.Saml is not null && w.LiveSaml.Members["set_roles_from_groups"]?.GetValue<bool>() == true),
        ("allow_direct_roles", (u, _) => true),
        ("allow_normal_group_membership", (u, _) => u.AllowNormalGroupMembership),
        ("allow_roles_from_normal_groups", (u, _) => true),
        ("can_manage_api3_creds", (u, _) => u.CanManageApi3Creds),
        ("is_service_account", (u, _) => u.IsServiceAccount),
        ("service_account_name", (u, _) => u.IsServiceAccount ? $"Service {u.Id}" : null),
        ("url", (u, _) => $"{Root}/users/{u.Id}"));

    public static SandboxShape<SandboxGroup> Group { get; } = new(
        ("can", (_, _) => Can()),
        ("can_add_to_content_metadata", (g, _) => g.CanAddToContentMetadata),
        ("contains_current_user", (g, _) => g.Id == SandboxWorld.AllUsers),
        ("external_group_id", (g, _) => g.ExternalGroupId),
        ("externally_managed", (g, _) => g.ExternallyManaged),
        ("id", (g, _) => g.Id),
        ("include_by_default", (g, _) => g.IncludeByDefault),
        ("name", (g, _) => g.Name),
        ("user_count", (g, w) => g.Id == SandboxWorld.AllUsers ? w.Users.Count : g.MemberIds.Count));

    public static SandboxShape<SandboxGroup> GroupWithRoles { get; } = new(
        ("id", (g, _) => g.Id),
        ("name", (g, _) => g.Name),
        ("externally_managed", (g, _) => g.ExternallyManaged),
        ("external_group_id", (g, _) => g.ExternalGroupId),
        ("include_by_default", (g, _) => g.IncludeByDefault),
        ("user_count", (g, w) => g.Id == SandboxWorld.AllUsers ? w.Users.Count : g.MemberIds.Count),
        ("roles", (g, w) => Array(w.Roles.Values.Where(r => r.GroupIds.Contains(g.Id)).OrderBy(r => r.Number).Select(r => Role!.Show(r, w, null)))));

    public static SandboxShape<SandboxGroup> GroupWithHierarchy { get; } = new(
        ("id", (g, _) => g.Id),
        ("name", (g, _) => g.Name),
        ("externally_managed", (g, _) => g.ExternallyManaged),
        ("external_group_id", (g, _) => g.ExternalGroupId),
        ("user_count", (g, w) => g.Id == SandboxWorld.AllUsers ? w.Users.Count : g.MemberIds.Count),
        ("parent_group_ids", (g, w) => Strings(w.Groups.Values.Where(p => p.ChildIds.Contains(g.Id)).OrderBy(p => p.Number).Select(p => p.Id))),
        ("role_ids", (g, w) => Strings(w.Roles.Values.Where(r => r.GroupIds.Contains(g.Id)).OrderBy(r => r.Number).Select(r => r.Id))));

    public static SandboxShape<SandboxRole> Role { get; } = new(
        ("can", (_, _) => Can()),
        ("id", (r, _) => r.Id),
        ("name", (r, _) => r.Name),
        ("permission_set", (r, _) => new JsonObject
        {
            ["id"] = r.Id, ["name"] = r.Name, ["all_access"] = r.AllAccess, ["built_in"] = r.AllAccess || r.Internal, ["permissions"] = Strings(r.Permissions),
        }),
        ("model_set", (_, _) => new JsonObject { ["id"] = "1", ["name"] = "All", ["all_access"] = true, ["built_in"] = true, ["models"] = new JsonArray() }),
        ("internal", (r, _) => r.Internal),
        ("url", (r, _) => $"{Root}/roles/{r.Id}"),
        ("users_url", (r, _) => $"{Root}/roles/{r.Id}/users"));

    public static SandboxShape<SandboxAttribute> Attribute { get; } = new(
        ("can", (_, _) => Can()),
        ("id", (a, _) => a.Id),
        ("name", (a, _) => a.Name),
        ("label", (a, _) => a.Label),
        ("type", (a, _) => a.Type),
        ("default_value", (a, _) => a.ValueIsHidden ? null : a.DefaultValue),
        ("is_system", (a, _) => a.IsSystem),
        ("is_permanent", (a, _) => a.IsSystem),
        ("value_is_hidden", (a, _) => a.ValueIsHidden),
        ("user_can_view", (a, _) => a.UserCanView),
        ("user_can_edit", (a, _) => a.UserCanEdit));

    public static SandboxShape<SandboxLook> Look { get; } = new(
        ("can", (_, _) => Can()),
        ("id", (l, _) => l.Id),
        ("title", (l, _) => l.Title),
        ("user_id", (l, _) => l.UserId),
        ("deleted", (l, _) => l.Deleted),
        ("public", (l, _) => l.Public));

    public static SandboxShape<SandboxDashboard> Dashboard { get; } = new(
        ("can", (_, _) => Can()),
        ("id", (d, _) => d.Id),
        ("title", (d, _) => d.Title),
        ("user_id", (d, _) => d.UserId),
        ("deleted", (d, _) => d.Deleted));

    public static SandboxShape<SandboxPlan> Plan { get; } = new(
        ("can", (_, _) => Can()),
        ("id", (p, _) => p.Id),
        ("name", (p, _) => p.Name),
        ("user_id", (p, _) => p.UserId),
        ("look_id", (p, _) => p.LookId),
        ("dashboard_id", (p, _) => p.DashboardId));

    public static JsonObject Session(SandboxSession session) => new()
    {
        ["id"] = session.Id,
        ["ip_address"] = session.IpAddress,
        ["browser"] = session.Browser,
        ["credentials_type"] = session.CredentialsType,
        ["created_at"] = session.CreatedAt,
        ["expires_at"] = session.ExpiresAt,
    };

    private static JsonObject? Login(string type, string? idMember, SandboxSso? login, SandboxUser user)
    {
        if (login is null)
        {
            return null;
        }

        var shown = new JsonObject
        {
            ["can"] = Can(), ["created_at"] = login.CreatedAt, ["email"] = login.Email, ["is_disabled"] = user.IsDisabled, ["logged_in_at"] = login.LoggedInAt, ["type"] = type,
        };
        if (idMember is not null)
        {
            shown[idMember] = login.NameId;
        }

        return shown;
    }

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => JsonValue.Create(v))]);

    public static JsonArray Array(IEnumerable<JsonNode?> values) => new([.. values]);

    private static JsonObject Can() => new() { ["show"] = true, ["index"] = true, ["update"] = true };
}
