namespace Scimify.Core.Scim.Schemas;

public static class ScimResourceTypes
{
    public static readonly ScimResourceType User = UserWith(UserSchemas.LookerUser);

    public static readonly ScimResourceType Group = new(
        "Group", "/Groups", "Group", GroupSchemas.Group, [GroupSchemas.LookerGroup]);

    public static readonly IReadOnlyList<ScimResourceType> All = [User, Group];

    /// <summary>User with an integration's own extension, whose ID must be <see cref="SchemaUrns.LookerUser"/>.</summary>
    public static ScimResourceType UserWith(ScimSchema withLookerExtension) => new(
        "User", "/Users", "User account", UserSchemas.User, [UserSchemas.EnterpriseUser, withLookerExtension]);
}
