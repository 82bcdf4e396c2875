using System.Text.Json;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>
/// A request's body that has not been read yet: what the path names is looked up first, so that 404 comes before 422.
/// </summary>
/// <typeparam name="T">A record whose properties are the members. The OpenAPI document shows it too.</typeparam>
[UnreadInput]
public sealed class Body<T>
    where T : class
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly HttpRequest _request;

    internal Body(HttpRequest request) => _request = request;

    /// <summary>Ignores the content type: the API key is in a header that no form can send.</summary>
    /// <exception cref="ValidationFailedException">The body is not a JSON object (field <c>body</c>), has unknown members (by name) or wrong types (by field).</exception>
    public async Task<T> ReadAsync(CancellationToken ct)
    {
        using var document = await ParseAsync(ct);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw ValidationFailedException.Of("body", "must be a JSON object.");
        }

        var errors = new FieldErrors();
        new InputCheck("member", bounds: false, errors).Object(document.RootElement, InputType.Of(typeof(T)), "");
        errors.ThrowIfAny();
        return document.RootElement.Deserialize<T>(InputJson.Options)!;
    }

    /// <summary>Like <see cref="ReadAsync"/>; null for a request without a body.</summary>
    public async Task<T?> ReadIfAnyAsync(CancellationToken ct) => _request.ContentLength is 0 ? null : await ReadAsync(ct);

    /// <summary>For actions that take no body: allows none, or <c>{}</c>.</summary>
    /// <exception cref="ValidationFailedException">The body has members.</exception>
    internal async Task RequireNoneAsync(CancellationToken ct)
    {
        if (_request.ContentLength is > 0)
        {
            await ReadAsync(ct);
        }
    }

    private async Task<JsonDocument> ParseAsync(CancellationToken ct)
    {
        try
        {
            return await JsonDocument.ParseAsync(_request.Body, Strict, ct);
        }
        catch (JsonException e)
        {
            throw ValidationFailedException.Of("body", e.LineNumber is { } line
                ? $"must be valid JSON; line {line + 1}, byte {e.BytePositionInLine} is not."
                : "must be valid JSON without duplicate members.");
        }
    }
}

/// <summary>A body without members.</summary>
public sealed record NoInput;
