using System.Text.Json;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <summary>A ListResponse (RFC 7644 section 3.4.2, RFC 9865 section 2).</summary>
/// <param name="TotalResults">On all pages.</param>
/// <param name="ItemsPerPage">On this page.</param>
/// <param name="StartIndex">Null when paging by cursor.</param>
/// <param name="NextCursor">Null on the last page, and when paging by index.</param>
/// <param name="PreviousCursor">Optional.</param>
public sealed record ListPaging(
    long TotalResults, int ItemsPerPage, long? StartIndex, string? NextCursor = null, string? PreviousCursor = null);

public static class ListMessage
{
    public static ScimObject Of(IReadOnlyList<ScimObject> resources, long? totalResults = null, long startIndex = 1) =>
        Header(new ListPaging(totalResults ?? resources.Count, resources.Count, startIndex))
            .Add("Resources", ScimArray.From(resources))
            .Build();

    /// <summary>Writes resources that are already JSON, as they are stored.</summary>
    /// <param name="writer">From <see cref="ScimJson.CreateWriter"/>.</param>
    /// <param name="page">Its counts are written before the first resource.</param>
    /// <param name="resources">UTF-8, read one by one.</param>
    public static void Write(Utf8JsonWriter writer, ListPaging page, IEnumerable<ReadOnlyMemory<byte>> resources)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in Header(page).Build())
        {
            writer.WritePropertyName(name);
            ScimJson.Write(writer, value);
        }

        writer.WriteStartArray("Resources");
        foreach (var resource in resources)
        {
            writer.WriteRawValue(resource.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ScimObject.Builder Header(ListPaging page) => new ScimObject.Builder()
        .Add("schemas", ScimArray.OfStrings([SchemaUrns.ListResponse]))
        .Add("totalResults", ScimNumber.Of(page.TotalResults))
        .Add("itemsPerPage", ScimNumber.Of(page.ItemsPerPage))
        .AddIfPresent("startIndex", page.StartIndex is { } start ? ScimNumber.Of(start) : null)
        .AddIfPresent("previousCursor", page.PreviousCursor is { } previous ? new ScimString(previous) : null)
        .AddIfPresent("nextCursor", page.NextCursor is { } next ? new ScimString(next) : null);
}
