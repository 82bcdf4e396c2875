using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Scimify.Portal.Features.ApiReference;

/// <summary>
/// The OpenAPI document, created at the first request and kept. It never changes while the server runs, and creating it takes a fifth of a second,
/// which no stranger may ask for again and again.
/// </summary>
public sealed class ApiDocumentSource([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents)
{
    private readonly Lock _lock = new();
    private Task<CreatedDocument>? _created;

    internal async Task<OpenApiDocument> DocumentAsync(CancellationToken ct) => (await CreatedAsync().WaitAsync(ct)).Document;

    /// <summary>Answers with the document as JSON, or with 304 to whom has it.</summary>
    internal async Task<IResult> AnswerAsync(CancellationToken ct)
    {
        var created = await CreatedAsync().WaitAsync(ct);
        return Results.Bytes(created.Json, "application/json;charset=utf-8", entityTag: created.Tag);
    }

    /// <summary>All who come first wait for the same creation. A failed one is not kept.</summary>
    private Task<CreatedDocument> CreatedAsync()
    {
        lock (_lock)
        {
            return _created is null or { IsFaulted: true } or { IsCanceled: true } ? _created = CreateAsync() : _created;
        }
    }

    private async Task<CreatedDocument> CreateAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync();
        var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        var bytes = json.ToArray();
        return new(document, bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""));
    }

    private sealed record CreatedDocument(OpenApiDocument Document, byte[] Json, EntityTagHeaderValue Tag);
}
