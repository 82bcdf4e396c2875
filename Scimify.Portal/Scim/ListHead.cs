using System.Buffers;
using System.Globalization;
using System.Text;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Portal.Scim;

/// <summary>The start of a ListResponse, up to its first resource.</summary>
internal static class ListHead
{
    public static void Write(IBufferWriter<byte> output, long total, int items, ListQuery query, string? nextCursor)
    {
        var head = new StringBuilder(256)
            .Append("{\"schemas\":[\"").Append(SchemaUrns.ListResponse).Append("\"],\"totalResults\":")
            .Append(total.ToString(CultureInfo.InvariantCulture)).Append(",\"itemsPerPage\":").Append(items.ToString(CultureInfo.InvariantCulture));
        if (query.Cursor is null)
        {
            head.Append(",\"startIndex\":").Append(query.StartIndex.ToString(CultureInfo.InvariantCulture));
        }

        if (nextCursor is not null)
        {
            head.Append(",\"nextCursor\":\"").Append(nextCursor).Append('"');
        }

        Encoding.UTF8.GetBytes(head.Append(",\"Resources\":[").ToString(), output);
    }
}
