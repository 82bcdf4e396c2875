namespace Scimify.Core.Scim.Schemas;

public static class ScimResourceTypes
{
    public static readonly ScimResourceType User = UserWith(UserSchemas.LookerUser);

    public static readonly ScimResourceType Group = new(
        "Group", "/Groups", "Group", GroupSchemas.Group, [GroupSchemas.LookerGroup]);

    public static readonly ScimResourceType Role = new("Role", "/Roles", "Role in Looker", RoleSchemas.Role, []);

    public static readonly IReadOnlyList<ScimResourceType> All = [User, Group, Role];

    /// <summary>Those that clients write. The others are Looker's, and only read.</summary>
    public static readonly IReadOnlyList<ScimResourceType> Writable = [User, Group];

    /// <summary>User with an integration's own extension, whose ID must be <see cref="SchemaUrns.LookerUser"/>.</summary>
    /// <param name="withLookerExtension">The extension.</param>
    /// <param name="access">Those of <see cref="UserSchemas.Access"/> that have an effect; null for none.</param>
    public static ScimResourceType UserWith(ScimSchema withLookerExtension, IReadOnlyList<ScimAttribute>? access = null)
    {
        var core = access is not { Count: > 0 }
            ? UserSchemas.User
            : new ScimSchema(UserSchemas.User.Id, UserSchemas.User.Name, UserSchemas.User.Description, [.. UserSchemas.User.Attributes, .. access]);
        return new("User", "/Users", "User account", core, [UserSchemas.EnterpriseUser, withLookerExtension])
        {
            WithoutEffect = [.. UserSchemas.Access.Except(access ?? [])],
        };
    }
}
