using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Patching;

/// <summary>Reads the body of a PATCH (RFC 7644 section 3.5.2).</summary>
public static class PatchRequest
{
    public const int MaxOperations = 10_000;

    /// <summary>
    /// Checks every operation against the schema before the first is applied. An operation without a path is split into one
    /// operation for each attribute of its value.
    /// </summary>
    /// <exception cref="ScimException">400 <c>invalidSyntax</c>, <c>invalidPath</c>, <c>invalidFilter</c>, <c>invalidValue</c>,
    /// <c>mutability</c>, or <c>noTarget</c> for a remove without a path; 413 for more than <see cref="MaxOperations"/>. The detail names the operation by its place, from 1.</exception>
    public static IReadOnlyList<PatchOperation> Parse(ScimObject body, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        SchemasAttribute.CheckMessage(body, SchemaUrns.PatchOp, dialect, log);
        if (body["Operations"] is not ScimArray operations)
        {
            throw ScimException.InvalidSyntax("\"Operations\" must be an array of operations.");
        }

        RequireFewOperations(operations.Count);
        if (operations.Count == 0 && !dialect.Accepts(VendorQuirks.NoOperations, log, "accepted: a PATCH without operations"))
        {
            throw ScimException.InvalidSyntax("\"Operations\" must have at least one operation.");
        }

        var reader = new PatchOperationReader(type, dialect, log);
        for (var i = 0; i < operations.Count; i++)
        {
            try
            {
                reader.Read(operations[i] as ScimObject ?? throw ScimException.InvalidSyntax("It must be an object."));
            }
            catch (ScimException e)
            {
                throw e.With($"Operation {i + 1}: {e.Detail}");
            }
        }

        return reader.Finish();
    }

    /// <exception cref="ScimException">413: more than <see cref="MaxOperations"/>.</exception>
    internal static void RequireFewOperations(int count)
    {
        if (count > MaxOperations)
        {
            throw ScimException.PayloadTooLarge($"The PATCH has {count} operations, and at most {MaxOperations} are allowed.");
        }
    }
}
