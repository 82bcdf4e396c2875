using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>An answer as it came over the wire, with every header.</summary>
internal sealed record WireReply(int Status, IReadOnlyDictionary<string, string> Headers, string Text, JsonNode? Body)
{
    public string? ScimType => (string?)Body?["scimType"];

    /// <summary>Without the code behind it.</summary>
    public string Detail => ErrorText.Split((string?)Body?["detail"] ?? "").Words;

    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    public long Total => (long)Body!["totalResults"]!;

    public IReadOnlyList<string> Ids => [.. Body!["Resources"]!.AsArray().Select(resource => (string)resource!["id"]!)];

    /// <summary>Parses JSON, and refuses a repeated name in an object.</summary>
    private static JsonNode? Json(string text) => JsonNode.Parse(text, null, new JsonDocumentOptions { AllowDuplicateProperties = false });

    public static async Task<WireReply> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, headers, text, text.Length == 0 ? null : Json(text));
    }
}
