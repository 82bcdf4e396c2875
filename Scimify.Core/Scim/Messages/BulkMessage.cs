using System.Globalization;
using Scimify.Core.Primitives;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <summary>Bulk requests and responses (RFC 7644 section 3.7).</summary>
public static class BulkMessage
{
    private static readonly string[] Methods = ["POST", "PUT", "PATCH", "DELETE"];

    /// <exception cref="ScimException">400 <c>invalidSyntax</c> or <c>invalidValue</c>: the request as a whole cannot be carried out;
    /// 413: it has more operations than <see cref="Discovery.MaxBulkOperations"/>.</exception>
    public static BulkRequest Parse(ScimObject body, Dialect dialect, ToleranceLog log)
    {
        SchemasAttribute.CheckMessage(body, SchemaUrns.BulkRequest, dialect, log);
        if (body["Operations"] is not ScimArray operations)
        {
            throw ScimException.InvalidSyntax("\"Operations\" must be an array of operations.");
        }

        RequireFewOperations(operations.Count);
        var bulkIds = new HashSet<string>();
        var read = new List<BulkOperation>(operations.Count);
        for (var i = 0; i < operations.Count; i++)
        {
            var operation = ReadOperation(operations[i], i);
            if (operation.BulkId is { } id && !bulkIds.Add(id))
            {
                throw ScimException.InvalidValue($"The bulkId \"{ScimJson.Excerpt(id)}\" occurs more than once.");
            }

            read.Add(operation);
        }

        return new BulkRequest(FailOnErrors(body["failOnErrors"]), read);
    }

    /// <exception cref="ScimException">413: more than <see cref="Discovery.MaxBulkOperations"/>.</exception>
    internal static void RequireFewOperations(int count)
    {
        if (count > Discovery.MaxBulkOperations)
        {
            throw ScimException.PayloadTooLarge($"A bulk request may have at most {Discovery.MaxBulkOperations} operations.");
        }
    }

    /// <param name="results">In any order; the answer keeps the order of the request.</param>
    public static ScimObject Response(IEnumerable<BulkResult> results) => ScimObject.Of(
        ("schemas", ScimArray.OfStrings([SchemaUrns.BulkResponse])),
        ("Operations", ScimArray.From(results.OrderBy(result => result.Operation.Index).Select(Of))));

    private static ScimObject Of(BulkResult result) => new ScimObject.Builder()
        .AddIfPresent("location", Text(result.Location))
        .Add("method", new ScimString(result.Operation.Method))
        .AddIfPresent("bulkId", Text(result.Operation.BulkId))
        .AddIfPresent("version", Text(result.Version))
        .Add("status", new ScimString(result.Status.ToString(CultureInfo.InvariantCulture)))
        .AddIfPresent("response", result.Response)
        .Build();

    private static BulkOperation ReadOperation(ScimValue value, int index)
    {
        var operation = value as ScimObject ?? throw Invalid(index, "must be an object");
        var method = operation.GetString("method") is { } word ? LetterCase.Upper(word) : null;
        if (method is null || !Methods.Contains(method))
        {
            throw Invalid(index, "\"method\" must be POST, PUT, PATCH or DELETE");
        }

        var path = operation.GetString("path") ?? throw Invalid(index, "\"path\" is required");
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var post = method == "POST";
        if (parts.Length != (post ? 1 : 2))
        {
            throw Invalid(index, post ? "the \"path\" of a POST must be an endpoint such as /Users" : "\"path\" must be an endpoint and an id, such as /Users/2819c223");
        }

        var bulkId = operation.GetString("bulkId");
        if (post && string.IsNullOrEmpty(bulkId))
        {
            throw Invalid(index, "a POST must have a \"bulkId\"");
        }

        var data = operation.GetObject("data");
        if (data is null && method != "DELETE")
        {
            throw Invalid(index, "\"data\" must be an object");
        }

        return new BulkOperation(
            index, method, bulkId, operation.GetString("version"), path, "/" + parts[0], post ? null : parts[1], data);
    }

    private static int? FailOnErrors(ScimValue? value) => value switch
    {
        null or ScimNull => null,
        ScimNumber { IsInteger: true } number when number.TryGetInt64(out var count) && count >= 1 => (int)Math.Min(count, int.MaxValue),
        _ => throw ScimException.InvalidValue("\"failOnErrors\" must be a whole number from 1."),
    };

    private static ScimString? Text(string? value) => value is null ? null : new ScimString(value);

    private static ScimException Invalid(int index, string reason) =>
        ScimException.InvalidSyntax($"Operation {index + 1}: {reason}.");
}
