using static Scimify.Core.Saml.SamlGroup;

namespace Scimify.Core.Saml;

/// <summary>Every member of Looker's <c>SamlConfig</c>. A test compares this table with Looker's official document.</summary>
public static class SamlFields
{
    public const string Enabled = "enabled";
    public const string IdpCert = "idp_cert";
    public const string IdpCertMulti = "idp_cert_multi";
    public const string MultiCertsSupported = "multi_certs_supported";
    public const string AllowedClockDrift = "allowed_clock_drift";
    public const string NewUserMigrationTypes = "new_user_migration_types";
    public const string AlternateEmailLoginAllowed = "alternate_email_login_allowed";
    public const string BypassLoginPage = "bypass_login_page";
    public const string SetRolesFromGroups = "set_roles_from_groups";
    public const string GroupsWithRoleIds = "groups_with_role_ids";
    public const string AuthRequiresRole = "auth_requires_role";
    public const string UserAttributesWithIds = "user_attributes_with_ids";
    public const string DefaultNewUserRoleIds = "default_new_user_role_ids";
    public const string DefaultNewUserGroupIds = "default_new_user_group_ids";
    public const string AllowNormalGroupMembership = "allow_normal_group_membership";
    public const string AllowRolesFromNormalGroups = "allow_roles_from_normal_groups";
    public const string AllowDirectRoles = "allow_direct_roles";
    public const string ModifiedAt = "modified_at";
    public const string ModifiedBy = "modified_by";

    /// <summary>All fields in display order.</summary>
    public static IReadOnlyList<SamlField> All { get; } =
    [
        new(IdentityProvider, Enabled, SamlKind.Flag, "SAML sign-in", "People sign in through the identity provider.", "false",
            "Takes effect at once for everybody. While it is on, only administrators and holders of login_special_email can sign in with e-mail and password, and only if the way in by e-mail is on."),
        new(IdentityProvider, "idp_url", SamlKind.Address, "Sign-in address", "Where Looker sends people to sign in.", null, "A wrong address stops every SAML login.") { IsTrust = true },
        new(IdentityProvider, "idp_issuer", SamlKind.Text, "Issuer", "The identity provider's name (entity ID).", null, "A wrong issuer stops every SAML login.") { IsTrust = true },
        new(IdentityProvider, IdpCert, SamlKind.Certificate, "Certificate", "The identity provider's signing certificate, if it uses only one.", null,
            "With a wrong or expired certificate, every SAML login fails.") { IsTrust = true },
        new(IdentityProvider, MultiCertsSupported, SamlKind.Flag, "Several certificates", "Use the list of certificates instead of the single one.", "false",
            "From then on, Looker reads the other of the two settings. Fill it first.") { IsTrust = true },
        new(IdentityProvider, IdpCertMulti, SamlKind.Certificates, "Certificates", "The identity provider's signing certificates. During a rollover, the old and the new one stand side by side.", null,
            "Logins signed with a certificate that is not in the list fail.") { IsTrust = true },
        new(IdentityProvider, "idp_audience", SamlKind.Text, "Audience", "Looker accepts only responses for this audience. If it is empty, the audience is not checked.", null,
            "If it differs from what the identity provider sends, every SAML login fails.") { IsTrust = true },

        new(Attributes, "user_attribute_map_email", SamlKind.Text, "E-mail attribute", "The login's attribute with the e-mail address.", null,
            "A first login is merged by this address with the account that SCIM created. A wrong attribute creates second accounts."),
        new(Attributes, "user_attribute_map_first_name", SamlKind.Text, "First name attribute", "The login's attribute with the first name.", null, "Overwrites the name at every login, including a name from SCIM."),
        new(Attributes, "user_attribute_map_last_name", SamlKind.Text, "Last name attribute", "The login's attribute with the last name.", null, "Overwrites the name at every login, including a name from SCIM."),
        new(Attributes, UserAttributesWithIds, SamlKind.AttributeMappings, "Looker user attributes", "Which login attributes fill which Looker user attributes.", null,
            "Overwrites the values at every login. A login without a required attribute fails.") { ShownBy = "user_attributes" },
        new(Attributes, "user_attributes", SamlKind.AttributeMappings, "Looker user attributes, as read", "The same, with the names of the user attributes.") { IsReadOnly = true, WrittenBy = UserAttributesWithIds },

        new(GroupsAndRoles, SetRolesFromGroups, SamlKind.Flag, "Roles from SAML groups", "Mirror the identity provider's groups and take roles from them.", "false",
            "Every login rebuilds roles from its groups, and direct roles are lost."),
        new(GroupsAndRoles, "groups_finder_type", SamlKind.Word, "Where groups are found", "All groups in one attribute, or an attribute for each group.", "grouped_attribute_values")
            { Words = ["grouped_attribute_values", "individual_attributes"] },
        new(GroupsAndRoles, "groups_attribute", SamlKind.Text, "Groups attribute", "The attribute that holds all groups.", null, "Without it, nobody gets a mirrored group."),
        new(GroupsAndRoles, "groups_member_value", SamlKind.Text, "Member value", "With an attribute for each group: the value that says \"is a member\".", null, "Without it, nobody gets a mirrored group."),
        new(GroupsAndRoles, GroupsWithRoleIds, SamlKind.GroupMappings, "Mirrored groups", "The identity provider's groups that Looker mirrors, with their roles.", null,
            "A mirrored group owns its name in Looker. SCIM cannot push a group of the same name, and SAML cannot mirror one that SCIM pushes.") { ShownBy = "groups" },
        new(GroupsAndRoles, "groups", SamlKind.GroupMappings, "Mirrored groups, as read", "The same, with the names of the roles.") { IsReadOnly = true, WrittenBy = GroupsWithRoleIds },
        new(GroupsAndRoles, AllowNormalGroupMembership, SamlKind.Flag, "Ordinary groups", "People who sign in by SAML may be members of groups that are not mirrored.", "true",
            "If off, the next login removes people from all groups that SCIM pushed."),
        new(GroupsAndRoles, AllowRolesFromNormalGroups, SamlKind.Flag, "Roles from ordinary groups", "People who sign in by SAML get the roles of groups that are not mirrored.", "true",
            "If off, groups that SCIM pushed no longer give roles."),
        new(GroupsAndRoles, AllowDirectRoles, SamlKind.Flag, "Direct roles", "People who sign in by SAML may have roles of their own.", "true", "If off, direct roles do not count."),
        new(GroupsAndRoles, AuthRequiresRole, SamlKind.Flag, "Login needs a role", "Only people who get a role from the login's groups may sign in.", "false",
            "Stops everybody whose roles come from SCIM groups or were given by hand."),

        new(NewUsers, NewUserMigrationTypes, SamlKind.Words, "Join existing accounts", "A first login is merged with the account that has the same address in a credential of these kinds.", null,
            "Without \"email\", everybody whom SCIM created gets a second account at the first login.") { Words = ["email", "ldap", "google"] },
        new(NewUsers, DefaultNewUserRoleIds, SamlKind.RoleIds, "Roles of new users", "Roles for people whom a SAML login creates.", null, "Has no effect on people whom SCIM creates.") { ShownBy = "default_new_user_roles" },
        new(NewUsers, "default_new_user_roles", SamlKind.RoleIds, "Roles of new users, as read", "The same, with names.") { IsReadOnly = true, WrittenBy = DefaultNewUserRoleIds },
        new(NewUsers, DefaultNewUserGroupIds, SamlKind.GroupIds, "Groups of new users", "Groups for people whom a SAML login creates.", null, "Has no effect on people whom SCIM creates.") { ShownBy = "default_new_user_groups" },
        new(NewUsers, "default_new_user_groups", SamlKind.GroupIds, "Groups of new users, as read", "The same, with names.") { IsReadOnly = true, WrittenBy = DefaultNewUserGroupIds },

        new(LoginPage, AlternateEmailLoginAllowed, SamlKind.Flag, "Way in by e-mail", "Administrators, and holders of login_special_email, may sign in at /login/email.", "true",
            "If off, nobody can sign in when the identity provider or its certificate fails."),
        new(LoginPage, BypassLoginPage, SamlKind.Flag, "Skip Looker's login page", "Send people to the identity provider at once.", "false",
            "If the way in by e-mail is off too, a failing identity provider locks everybody out. Only the API remains."),

        new(Advanced, AllowedClockDrift, SamlKind.WholeNumber, "Clock drift", "How many seconds the clocks of Looker and the identity provider may differ.", "0",
            "If it is too small, logins fail now and then. If it is too large, an intercepted response can be used longer."),

        new(Document, "test_slug", SamlKind.Text, "Test", "The name of a test configuration.") { IsReadOnly = true },
        new(Document, ModifiedAt, SamlKind.Text, "Changed at", "When it was last changed.") { IsReadOnly = true },
        new(Document, ModifiedBy, SamlKind.Text, "Changed by", "The Looker user who last changed it.") { IsReadOnly = true },
        new(Document, "url", SamlKind.Text, "Address in the API", "Where the document can be read.") { IsReadOnly = true },
        new(Document, "can", SamlKind.Text, "Rights", "What the API credential may do with it.") { IsReadOnly = true },
    ];

    /// <summary>The writable fields, in the same order.</summary>
    public static IReadOnlyList<SamlField> Writable { get; } = [.. All.Where(f => !f.IsReadOnly)];

    private static readonly Dictionary<string, SamlField> ByName = All.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Null for a member of a Looker that is newer than this table.</summary>
    public static SamlField? Find(string name) => ByName.GetValueOrDefault(name);
}
