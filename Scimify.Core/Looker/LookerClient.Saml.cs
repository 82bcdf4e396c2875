using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Core.Looker;

public sealed partial class LookerClient
{
    /// <summary>The document as it came, including unknown members. The caller disposes it.</summary>
    public Task<JsonDocument> GetSamlConfigAsync(CancellationToken ct) => SendAsync(new LookerRequest(LookerOperations.SamlConfig), Document, ct);

    /// <summary>Takes effect at once for everybody who signs in. Looker has no revision to compare, so read the document again just before.</summary>
    /// <param name="changes">Looker's own member names, only those that change. A list replaces the whole list.</param>
    /// <exception cref="LookerRejectedException">422 if the new state would not be valid, with Looker's words for each member.</exception>
    public Task<JsonDocument> UpdateSamlConfigAsync(JsonObject changes, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.UpdateSamlConfig) { Json = changes.DeepClone() }, Document, ct);

    /// <summary>Creates a configuration for a test login, named by its <c>test_slug</c>. Delete it afterwards.</summary>
    public Task<JsonDocument> CreateSamlTestConfigAsync(JsonObject config, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.CreateSamlTestConfig) { Json = config.DeepClone() }, Document, ct);

    public Task DeleteSamlTestConfigAsync(string testSlug, CancellationToken ct) =>
        IgnoreMissing(SendAsync(new LookerRequest(LookerOperations.DeleteSamlTestConfig, testSlug), ct));

    /// <summary>Reads an identity provider's metadata. Changes nothing.</summary>
    /// <exception cref="LookerRejectedException">400: the text is not metadata.</exception>
    public Task<JsonDocument> ParseSamlMetadataAsync(string xml, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.ParseSamlIdpMetadata) { Text = xml }, Document, ct);

    /// <summary>Looker's own server fetches the metadata, so the address must be reachable from there.</summary>
    public Task<JsonDocument> FetchSamlMetadataAsync(Uri url, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.FetchAndParseSamlIdpMetadata) { Text = url.AbsoluteUri }, Document, ct);

    /// <summary>A copy that outlives the answer's buffer.</summary>
    private static JsonDocument Document(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(json))
        : throw new LookerShapeException("an object was expected");
}
