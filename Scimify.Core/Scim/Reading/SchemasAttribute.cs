using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>Checks the <c>schemas</c> of an incoming body (RFC 7643 section 3).</summary>
internal static class SchemasAttribute
{
    /// <exception cref="ScimException">400 <c>invalidSyntax</c> or <c>invalidValue</c>, if the dialect requires correct schemas.</exception>
    public static void Check(ScimObject body, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        var named = Read(body, dialect, log);
        if (!named.Contains(type.Schema.Id))
        {
            Missing(type.Schema.Id, dialect, log);
        }

        foreach (var id in named)
        {
            if (!type.Schemas.Any(schema => string.Equals(schema.Id, id, StringComparison.OrdinalIgnoreCase))
                && !dialect.Accepts(VendorQuirks.UnknownSchema, log, $"accepted: the unknown schema \"{ScimJson.Excerpt(id)}\""))
            {
                throw dialect.Unknown($"\"schemas\" names \"{ScimJson.Excerpt(id)}\", which {type.Name} does not have.", detail => ScimException.InvalidValue(detail));
            }
        }

        foreach (var extension in type.Extensions)
        {
            if (body.GetObject(extension.Id) is not null && !named.Contains(extension.Id)
                && !dialect.Accepts(VendorQuirks.UndeclaredExtension, log, $"accepted: \"schemas\" does not name \"{extension.Id}\""))
            {
                throw ScimException.InvalidValue($"\"schemas\" must name \"{extension.Id}\".");
            }
        }
    }

    /// <summary>Checks for the schema of a message: PatchOp, SearchRequest, BulkRequest.</summary>
    public static void CheckMessage(ScimObject body, string id, Dialect dialect, ToleranceLog log)
    {
        if (!Read(body, dialect, log).Contains(id))
        {
            Missing(id, dialect, log);
        }
    }

    private static void Missing(string id, Dialect dialect, ToleranceLog log)
    {
        if (!dialect.Accepts(VendorQuirks.NoSchemas, log, $"accepted: \"schemas\" does not name \"{id}\""))
        {
            throw ScimException.InvalidSyntax($"\"schemas\" must name \"{id}\".");
        }
    }

    private static HashSet<string> Read(ScimObject body, Dialect dialect, ToleranceLog log)
    {
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (body["schemas"] is { } value and not ScimNull
            && new ValueReader(dialect, log).ReadMany(CommonAttributes.Schemas, value) is { } items)
        {
            named.UnionWith(items.Select(item => ((ScimString)item).Value));
        }

        return named;
    }
}
