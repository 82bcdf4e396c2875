using System.Globalization;
using Scimify.Core.Primitives;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Querying;

/// <summary>A query for a page of resources (RFC 7644 section 3.4.2, RFC 9865).</summary>
/// <param name="Filter">Bound.</param>
/// <param name="SortBy">Resolved. For a multi-valued complex attribute, its "value".</param>
/// <param name="Descending">If so, resources without a value come first.</param>
/// <param name="StartIndex">From 1.</param>
/// <param name="Count">At most <see cref="MaxPageSize"/>; null if the client did not say.</param>
/// <param name="Cursor">Null for paging by index, empty for the first page by cursor.</param>
/// <param name="Projection">The attributes that the answer has.</param>
public sealed record ListQuery(
    Filter? Filter, AttributePath? SortBy, bool Descending, int StartIndex, int? Count, string? Cursor, Projection Projection)
{
    public const int DefaultPageSize = 100;
    public const int MaxPageSize = 1000;

    public int PageSize => Count ?? DefaultPageSize;

    /// <param name="parameter">Returns the value of a query parameter by its name, ignoring case; null if it is absent.</param>
    /// <param name="type">The resource type of the query.</param>
    /// <param name="dialect">What is accepted.</param>
    /// <param name="log">Receives what was accepted.</param>
    /// <param name="unknown">What the filter does with attributes of other types.</param>
    /// <exception cref="ScimException">400 <c>invalidFilter</c>, <c>invalidValue</c> or <c>invalidCount</c>.</exception>
    public static ListQuery Parse(
        Func<string, string?> parameter,
        ScimResourceType type,
        Dialect dialect,
        ToleranceLog? log = null,
        UnknownAttributes unknown = UnknownAttributes.Refuse)
    {
        log ??= new ToleranceLog();
        var filter = parameter("filter");
        var cursor = parameter("cursor");
        var count = Integer(parameter("count"), "count", cursor is not null);
        if (cursor is not null && count < 1)
        {
            throw ScimException.InvalidCount($"With a cursor, \"count\" must be between 1 and {MaxPageSize}.");
        }

        return new ListQuery(
            filter is null || IsEmpty(filter, dialect, log) ? null : FilterBinder.Bind(FilterParser.Parse(filter), type, dialect, log, unknown),
            SortPath(parameter("sortBy"), type, dialect, log, unknown),
            IsDescending(parameter("sortOrder")),
            Math.Max(Integer(parameter("startIndex"), "startIndex", false) ?? 1, 1),
            count is { } given ? Math.Clamp(given, 0, MaxPageSize) : null,
            cursor,
            Projection.Parse(parameter("attributes"), parameter("excludedAttributes"), type));
    }

    /// <summary>The body of a POST to .search (RFC 7644 section 3.4.3).</summary>
    /// <exception cref="ScimException">As for a GET; also 400 <c>invalidSyntax</c>.</exception>
    public static ListQuery ParseSearchRequest(
        ScimObject body,
        ScimResourceType type,
        Dialect dialect,
        ToleranceLog? log = null,
        UnknownAttributes unknown = UnknownAttributes.Refuse)
    {
        log ??= new ToleranceLog();
        SchemasAttribute.CheckMessage(body, SchemaUrns.SearchRequest, dialect, log);
        return Parse(name => Parameter(body, name), type, dialect, log, unknown);
    }

    private static bool IsEmpty(string filter, Dialect dialect, ToleranceLog log) =>
        string.IsNullOrWhiteSpace(filter) && dialect.Accepts(VendorQuirks.EmptyFilter, log, "accepted: an empty filter, which is none");

    private static string? Parameter(ScimObject body, string name) => body[name] switch
    {
        null or ScimNull => null,
        ScimString text => text.Value,
        ScimNumber number when name is "count" or "startIndex" => number.Literal,
        ScimArray names when name is "attributes" or "excludedAttributes" && names.All(item => item is ScimString) =>
            string.Join(',', names.Select(item => ((ScimString)item).Value)),
        _ => throw ScimException.InvalidValue($"\"{name}\" has a value of the wrong type."),
    };

    private static int? Integer(string? text, string name, bool withCursor)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!System.Numerics.BigInteger.TryParse(Cut(text.Trim()), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw withCursor
                ? ScimException.InvalidCount($"\"{name}\" must be a whole number.")
                : ScimException.InvalidValue($"\"{name}\" must be a whole number.");
        }

        return (int)System.Numerics.BigInteger.Clamp(value, int.MinValue, int.MaxValue);
    }

    /// <summary>Cuts digits that no page number needs and that cost time.</summary>
    private static string Cut(string text) => text.Length > 40 ? text[..40] + (text.AsSpan(40).IndexOfAnyExceptInRange('0', '9') < 0 ? "" : "!") : text;

    private static AttributePath? SortPath(
        string? text, ScimResourceType type, Dialect dialect, ToleranceLog log, UnknownAttributes unknown)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var found = AttributePath.TryParse(text.Trim(), out var path) ? PathResolver.Resolve(path, type, dialect, log) : null;
        if (found?.Leaf is null or { Returned: Returned.Never })
        {
            return unknown == UnknownAttributes.TakeAsAbsent && found is null && path is not null
                ? null
                : throw ScimException.InvalidValue($"{type.Name} cannot be sorted by \"{ScimJson.Excerpt(text)}\".");
        }

        if (found.Leaf.Type != AttributeType.Complex)
        {
            return found;
        }

        return found.Attribute!.Sub("value") is { } value
            ? AttributePath.Of(found.Extension, found.Attribute, value)
            : throw ScimException.InvalidValue($"\"{found}\" is complex: sort by one of its sub-attributes.");
    }

    private static bool IsDescending(string? text) => LetterCase.Lower(text?.Trim() ?? "") switch
    {
        "" or "ascending" => false,
        "descending" => true,
        _ => throw ScimException.InvalidValue("\"sortOrder\" must be ascending or descending."),
    };
}
