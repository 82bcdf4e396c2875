using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Dialects;

/// <summary>Wrong spellings of extension URNs that clients are known to send.</summary>
internal static class Misspellings
{
    private static readonly (string Misspelt, string Id)[] Known =
    [
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0User", SchemaUrns.EnterpriseUser),
        ("urn:ietf:params:scim:schemas:extension:enterprise:User", SchemaUrns.EnterpriseUser),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2:User", SchemaUrns.EnterpriseUser),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0.User", SchemaUrns.EnterpriseUser),
        ("urn:scim:schemas:extension:enterprise:2.0:User", SchemaUrns.EnterpriseUser),
        ("urn:scim:schemas:extension:enterprise:1.0", SchemaUrns.EnterpriseUser),
    ];

    public static IEnumerable<(string Misspelt, ScimSchema Schema)> Of(ScimResourceType type)
    {
        foreach (var (misspelt, id) in Known)
        {
            if (type.Extension(id) is { } schema)
            {
                yield return (misspelt, schema);
            }
        }
    }

    public static ScimSchema? Find(ScimResourceType type, string id)
    {
        foreach (var (misspelt, schema) in Of(type))
        {
            if (string.Equals(misspelt, id, StringComparison.OrdinalIgnoreCase))
            {
                return schema;
            }
        }

        return null;
    }
}
