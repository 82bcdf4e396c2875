namespace Scimify.Core.Looker;

/// <summary>The one table of the Looker operations that Scimify uses. The client sends by it, the emulated Looker checks every
/// request against it, and a test compares it with Looker's official document.</summary>
public static class LookerOperations
{
    private static readonly string[] Paging = ["fields", "limit", "offset", "sorts"];
    private static readonly string[] Fields = ["fields"];
    private static readonly string[] UserFields =
        ["first_name", "last_name", "locale", "is_disabled", "home_folder_id", "models_dir_validated", "ui_state", "can_manage_api3_creds"];
    private static readonly string[] EmailFields = ["email", "forced_password_reset_at_next_login"];
    private static readonly string[] GroupFields = ["name", "can_add_to_content_metadata"];
    private static readonly string[] GroupSearch = [.. Paging, "filter_or", "id", "name", "external_group_id", "externally_managed", "externally_orphaned"];
    private static readonly string[] UserAttributeFields =
        ["name", "label", "type", "default_value", "value_is_hidden", "user_can_view", "user_can_edit", "hidden_value_domain_whitelist", "needed_for_ci_run", "value_for_ci_run"];
    private static readonly string[] SamlFields =
    [
        "enabled", "idp_cert", "idp_cert_multi", "multi_certs_supported", "idp_url", "idp_issuer", "idp_audience", "allowed_clock_drift",
        "user_attribute_map_email", "user_attribute_map_first_name", "user_attribute_map_last_name", "new_user_migration_types",
        "alternate_email_login_allowed", "default_new_user_role_ids", "default_new_user_group_ids", "set_roles_from_groups",
        "groups_attribute", "groups_with_role_ids", "auth_requires_role", "user_attributes_with_ids", "groups_finder_type",
        "groups_member_value", "bypass_login_page", "allow_normal_group_membership", "allow_roles_from_normal_groups", "allow_direct_roles",
    ];

    // Sign-in and the instance
    public static readonly LookerOperation Login = Post("login", "/login", LookerBody.Form, ["client_id", "client_secret"], repeatable: true) with { Writes = false };
    public static readonly LookerOperation Logout = Delete("logout", "/logout", 204) with { Writes = false };
    public static readonly LookerOperation Me = Get("me", "/user", Fields) with { Answers = [200, 404, 429] };
    public static readonly LookerOperation Versions = Get("versions", "/versions", Fields);

    // Users
    public static readonly LookerOperation AllUsers = Get("all_users", "/users", [.. Paging, "ids"]);
    public static readonly LookerOperation CreateUser = Post("create_user", "/users", LookerBody.Json, UserFields, 409, 422) with { Query = Fields };
    public static readonly LookerOperation User = Get("user", "/users/{user_id}", Fields);
    public static readonly LookerOperation UpdateUser = Patch("update_user", "/users/{user_id}", UserFields, 403, 422) with { Query = Fields };
    public static readonly LookerOperation DeleteUser = Delete("delete_user", "/users/{user_id}", 204, 403);
    public static readonly LookerOperation SearchUsers = Get("search_users", "/users/search",
        [.. Paging, "id", "first_name", "last_name", "full_name", "verified_looker_employee", "embed_user", "email", "is_disabled",
         "filter_or", "content_metadata_id", "group_id", "can_manage_api3_creds", "is_service_account"]);
    public static readonly LookerOperation UserForCredential = Get("user_for_credential", "/users/credential/{credential_type}/{credential_id}", Fields, 403);
    public static readonly LookerOperation AllUserSessions = Get("all_user_sessions", "/users/{user_id}/sessions", Fields, 403);
    public static readonly LookerOperation DeleteUserSession = Delete("delete_user_session", "/users/{user_id}/sessions/{session_id}", 204, 403);

    // Credentials
    public static readonly LookerOperation UserCredentialsEmail = Get("user_credentials_email", "/users/{user_id}/credentials_email", Fields, 403);
    public static readonly LookerOperation CreateUserCredentialsEmail =
        Post("create_user_credentials_email", "/users/{user_id}/credentials_email", LookerBody.Json, EmailFields, 403, 409, 422) with { Query = Fields };
    public static readonly LookerOperation UpdateUserCredentialsEmail =
        Patch("update_user_credentials_email", "/users/{user_id}/credentials_email", EmailFields, 403, 422) with { Query = Fields };
    public static readonly LookerOperation DeleteUserCredentialsEmail = Delete("delete_user_credentials_email", "/users/{user_id}/credentials_email", 204, 403);
    public static readonly LookerOperation SearchCredentialsEmail =
        Get("search_credentials_email", "/credentials_email/search", [.. Paging, "id", "email", "emails", "filter_or"], 403);
    public static readonly LookerOperation UserCredentialsSaml = Get("user_credentials_saml", "/users/{user_id}/credentials_saml", Fields, 403);
    public static readonly LookerOperation DeleteUserCredentialsSaml = Delete("delete_user_credentials_saml", "/users/{user_id}/credentials_saml", 204, 403);
    public static readonly LookerOperation AllUserCredentialsApi3s = Get("all_user_credentials_api3s", "/users/{user_id}/credentials_api3", Fields, 403);
    public static readonly LookerOperation DeleteUserCredentialsApi3 =
        Delete("delete_user_credentials_api3", "/users/{user_id}/credentials_api3/{credentials_api3_id}", 204, 403);

    // Groups
    public static readonly LookerOperation AllGroups = Get("all_groups", "/groups", [.. Paging, "ids", "content_metadata_id", "can_add_to_content_metadata"]);
    public static readonly LookerOperation CreateGroup = Post("create_group", "/groups", LookerBody.Json, GroupFields, 409, 422) with { Query = Fields };
    public static readonly LookerOperation SearchGroups = Get("search_groups", "/groups/search", GroupSearch);
    public static readonly LookerOperation SearchGroupsWithRoles = Get("search_groups_with_roles", "/groups/search/with_roles", GroupSearch);
    public static readonly LookerOperation SearchGroupsWithHierarchy = Get("search_groups_with_hierarchy", "/groups/search/with_hierarchy", GroupSearch);
    public static readonly LookerOperation Group = Get("group", "/groups/{group_id}", Fields);
    public static readonly LookerOperation UpdateGroup = Patch("update_group", "/groups/{group_id}", GroupFields, 403, 422) with { Query = Fields };
    public static readonly LookerOperation DeleteGroup = Delete("delete_group", "/groups/{group_id}", 204, 403);
    public static readonly LookerOperation AllGroupUsers = Get("all_group_users", "/groups/{group_id}/users", Paging);
    public static readonly LookerOperation AddGroupUser =
        Post("add_group_user", "/groups/{group_id}/users", LookerBody.Json, ["user_id"], repeatable: true, answers: 403);
    public static readonly LookerOperation DeleteGroupUser = Delete("delete_group_user", "/groups/{group_id}/users/{user_id}", 204, 403);
    public static readonly LookerOperation AllGroupGroups = Get("all_group_groups", "/groups/{group_id}/groups", Fields);
    public static readonly LookerOperation AddGroupGroup =
        Post("add_group_group", "/groups/{group_id}/groups", LookerBody.Json, ["group_id"], repeatable: true, answers: 403);
    public static readonly LookerOperation DeleteGroupFromGroup = Delete("delete_group_from_group", "/groups/{group_id}/groups/{deleting_group_id}", 204, 403);

    // Roles
    public static readonly LookerOperation AllRoles = Get("all_roles", "/roles", ["fields", "ids", "get_all_support_roles"]);
    public static readonly LookerOperation SearchRoles =
        Get("search_roles", "/roles/search", [.. Paging, "id", "model_set_ids", "permission_set_ids", "name", "built_in", "filter_or"]);
    public static readonly LookerOperation Role = Get("role", "/roles/{role_id}", []);
    public static readonly LookerOperation RoleGroups = Get("role_groups", "/roles/{role_id}/groups", Fields);
    public static readonly LookerOperation SetRoleGroups = Put("set_role_groups", "/roles/{role_id}/groups", 403, 405, 409, 422);
    public static readonly LookerOperation RoleUsers = Get("role_users", "/roles/{role_id}/users", ["fields", "direct_association_only"]);
    public static readonly LookerOperation SetRoleUsers = Put("set_role_users", "/roles/{role_id}/users", 403, 405, 422);
    public static readonly LookerOperation UserRoles = Get("user_roles", "/users/{user_id}/roles", ["fields", "direct_association_only"]);
    public static readonly LookerOperation SetUserRoles = Put("set_user_roles", "/users/{user_id}/roles", 403, 422) with { Query = Fields };

    // User attributes
    public static readonly LookerOperation AllUserAttributes = Get("all_user_attributes", "/user_attributes", ["fields", "sorts"]);
    public static readonly LookerOperation CreateUserAttribute =
        Post("create_user_attribute", "/user_attributes", LookerBody.Json, UserAttributeFields, 409, 422) with { Query = Fields };
    public static readonly LookerOperation UserAttribute = Get("user_attribute", "/user_attributes/{user_attribute_id}", Fields);
    public static readonly LookerOperation UserAttributeUserValues = Get("user_attribute_user_values", "/users/{user_id}/attribute_values",
        ["fields", "user_attribute_ids", "all_values", "include_unset"]) with { Answers = [200, 404, 429] };
    public static readonly LookerOperation SetUserAttributeUserValue =
        Patch("set_user_attribute_user_value", "/users/{user_id}/attribute_values/{user_attribute_id}", ["value"], 403, 422);
    public static readonly LookerOperation DeleteUserAttributeUserValue =
        Delete("delete_user_attribute_user_value", "/users/{user_id}/attribute_values/{user_attribute_id}", 204, 403);
    public static readonly LookerOperation UpdateUserAttributeGroupValue =
        Patch("update_user_attribute_group_value", "/groups/{group_id}/attribute_values/{user_attribute_id}", ["value"], 403, 422);
    public static readonly LookerOperation DeleteUserAttributeGroupValue =
        Delete("delete_user_attribute_group_value", "/groups/{group_id}/attribute_values/{user_attribute_id}", 204, 403);

    // Content and schedules
    public static readonly LookerOperation SearchLooks = Get("search_looks", "/looks/search", [.. Paging, "id", "user_id", "title", "deleted", "filter_or"]);
    public static readonly LookerOperation SearchDashboards = Get("search_dashboards", "/dashboards/search", [.. Paging, "id", "user_id", "title", "deleted", "filter_or"]);
    public static readonly LookerOperation SearchScheduledPlans = Get("search_scheduled_plans", "/scheduled_plans/search",
        [.. Paging, "user_id", "all_users", "name", "look_id", "dashboard_id", "filter_or"], 422);

    // SAML
    public static readonly LookerOperation SamlConfig = Get("saml_config", "/saml_config", []) with { Answers = [200, 403, 404, 429] };
    public static readonly LookerOperation UpdateSamlConfig = Patch("update_saml_config", "/saml_config", SamlFields, 403, 422);
    public static readonly LookerOperation CreateSamlTestConfig = Post("create_saml_test_config", "/saml_test_configs", LookerBody.Json, SamlFields, 403, 422);
    public static readonly LookerOperation SamlTestConfig =
        Get("saml_test_config", "/saml_test_configs/{test_slug}", []) with { Answers = [200, 403, 404, 429] };
    public static readonly LookerOperation DeleteSamlTestConfig = Delete("delete_saml_test_config", "/saml_test_configs/{test_slug}", 204, 403);
    public static readonly LookerOperation ParseSamlIdpMetadata =
        Post("parse_saml_idp_metadata", "/parse_saml_idp_metadata", LookerBody.Text, [], repeatable: true, answers: 403) with { Writes = false };
    public static readonly LookerOperation FetchAndParseSamlIdpMetadata =
        Post("fetch_and_parse_saml_idp_metadata", "/fetch_and_parse_saml_idp_metadata", LookerBody.Text, [], repeatable: true, answers: 403) with { Writes = false };

    /// <summary>Every operation, in the order of this file.</summary>
    public static IReadOnlyList<LookerOperation> All { get; } =
    [
        Login, Logout, Me, Versions,
        AllUsers, CreateUser, User, UpdateUser, DeleteUser, SearchUsers, UserForCredential, AllUserSessions, DeleteUserSession,
        UserCredentialsEmail, CreateUserCredentialsEmail, UpdateUserCredentialsEmail, DeleteUserCredentialsEmail, SearchCredentialsEmail,
        UserCredentialsSaml, DeleteUserCredentialsSaml, AllUserCredentialsApi3s, DeleteUserCredentialsApi3,
        AllGroups, CreateGroup, SearchGroups, SearchGroupsWithRoles, SearchGroupsWithHierarchy, Group, UpdateGroup, DeleteGroup,
        AllGroupUsers, AddGroupUser, DeleteGroupUser, AllGroupGroups, AddGroupGroup, DeleteGroupFromGroup,
        AllRoles, SearchRoles, Role, RoleGroups, SetRoleGroups, RoleUsers, SetRoleUsers, UserRoles, SetUserRoles,
        AllUserAttributes, CreateUserAttribute, UserAttribute, UserAttributeUserValues, SetUserAttributeUserValue,
        DeleteUserAttributeUserValue, UpdateUserAttributeGroupValue, DeleteUserAttributeGroupValue,
        SearchLooks, SearchDashboards, SearchScheduledPlans,
        SamlConfig, UpdateSamlConfig, CreateSamlTestConfig, SamlTestConfig, DeleteSamlTestConfig, ParseSamlIdpMetadata, FetchAndParseSamlIdpMetadata,
    ];

    private static LookerOperation Get(string name, string path, string[] query, params int[] answers) =>
        new(name, HttpMethod.Get, path, query, LookerBody.None, [], [200, 400, 404, 429, .. answers], Repeatable: true);

    private static LookerOperation Delete(string name, string path, params int[] answers) =>
        new(name, HttpMethod.Delete, path, [], LookerBody.None, [], [400, 404, 429, .. answers], Repeatable: true);

    private static LookerOperation Patch(string name, string path, string[] writable, params int[] answers) =>
        new(name, HttpMethod.Patch, path, [], LookerBody.Json, writable, [200, 400, 404, 429, .. answers], Repeatable: true);

    private static LookerOperation Put(string name, string path, params int[] answers) =>
        new(name, HttpMethod.Put, path, [], LookerBody.JsonIds, [], [200, 400, 404, 429, .. answers], Repeatable: true);

    private static LookerOperation Post(string name, string path, LookerBody body, string[] writable, params int[] answers) =>
        new(name, HttpMethod.Post, path, [], body, writable, [200, 400, 404, 429, .. answers], Repeatable: false);

    private static LookerOperation Post(string name, string path, LookerBody body, string[] writable, bool repeatable, params int[] answers) =>
        Post(name, path, body, writable, answers) with { Repeatable = repeatable };
}
