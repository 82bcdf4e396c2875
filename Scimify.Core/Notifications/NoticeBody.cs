using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scimify.Core.Notifications;

/// <summary>The message of a webhook: <c>id</c>, <c>type</c>, <c>createdAt</c>, <c>text</c> (which chat tools show) and <c>data</c>.</summary>
public static class NoticeBody
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Guid id, DateTimeOffset at, Notice notice) => JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["id"] = id,
            ["type"] = notice.Kind,
            ["createdAt"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["text"] = notice.Text,
            ["data"] = notice.Data,
        },
        Json);
}
