namespace Scimify.Core.Scim.Schemas;

/// <summary>Okta's schema of a role that people can be given. Roles are made in Looker, so SCIM writes none of it.</summary>
public static class RoleSchemas
{
    public static readonly ScimSchema Role = new(SchemaUrns.OktaRole, "Role", "A role in Looker",
    [
        new("displayName")
        {
            Required = true,
            Mutability = Mutability.ReadOnly,
            Description = "The name of the role in Looker.",
        },
    ]);
}
