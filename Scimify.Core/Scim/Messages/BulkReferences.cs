using System.Text;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <summary>
/// References "bulkId:x" to a resource that the same request creates (RFC 7644 section 3.7.2). A reference is a whole text,
/// follows the last slash of a $ref, or stands in quotes in a PATCH path.
/// </summary>
public static class BulkReferences
{
    private const string Prefix = "bulkId:";

    /// <summary>The bulkIds that an operation refers to.</summary>
    public static IReadOnlyCollection<string> In(BulkOperation operation)
    {
        var found = new HashSet<string>();
        if (operation.ResourceId is { } id)
        {
            Replace(id, Collect);
        }

        if (operation.Data is { } data)
        {
            Walk(data, text => Replace(text, Collect));
        }

        return found;

        string Collect(string bulkId)
        {
            found.Add(bulkId);
            return bulkId;
        }
    }

    /// <summary>Replaces every reference in the data.</summary>
    /// <param name="data">Returned as it is if it has no reference.</param>
    /// <param name="idOf">The ID of the resource that a bulkId created; null if there is none.</param>
    /// <exception cref="ScimException">400 <c>invalidValue</c>: a reference to a resource that does not exist.</exception>
    public static ScimObject Resolve(ScimObject data, Func<string, string?> idOf) =>
        (ScimObject)Walk(data, text => Replace(text, id => idOf(id) ?? throw Unresolved(id)));

    /// <inheritdoc cref="Resolve(ScimObject, Func{string, string})"/>
    public static string Resolve(string resourceId, Func<string, string?> idOf) =>
        Replace(resourceId, id => idOf(id) ?? throw Unresolved(id));

    private static ScimValue Walk(ScimValue value, Func<string, string> replace)
    {
        switch (value)
        {
            case ScimString text:
                var replaced = replace(text.Value);
                return ReferenceEquals(replaced, text.Value) ? text : new ScimString(replaced);
            case ScimArray array:
                var items = array.Select(item => Walk(item, replace)).ToArray();
                return items.Where((item, i) => !ReferenceEquals(item, array[i])).Any() ? ScimArray.Of(items) : array;
            case ScimObject complex:
                var parts = new ScimObject.Builder();
                var same = true;
                foreach (var (name, part) in complex)
                {
                    var walked = Walk(part, replace);
                    same &= ReferenceEquals(walked, part);
                    parts.Add(name, walked);
                }

                return same ? complex : parts.Build();
            default:
                return value;
        }
    }

    private static string Replace(string text, Func<string, string> idOf)
    {
        StringBuilder? result = null;
        var copied = 0;
        var at = text.IndexOf(Prefix, StringComparison.Ordinal);
        while (at >= 0)
        {
            var start = at + Prefix.Length;
            if (at == 0 || text[at - 1] is '/' or '"')
            {
                var length = text.AsSpan(start).IndexOfAny('"', '/');
                var end = length < 0 ? text.Length : start + length;
                result = (result ?? new StringBuilder()).Append(text, copied, at - copied).Append(idOf(text[start..end]));
                copied = start = end;
            }

            at = text.IndexOf(Prefix, start, StringComparison.Ordinal);
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    private static ScimException Unresolved(string id) =>
        ScimException.InvalidValue($"The bulkId \"{ScimJson.Excerpt(id)}\" names no resource of this request.");
}
