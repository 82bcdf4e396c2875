using System.Buffers.Text;
using System.Text.Json;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>What a JWT says (RFC 7519), before anybody has checked its signature. A claim of another type than the standard's counts as missing.</summary>
internal sealed class Assertion
{
    public const int LongestText = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private readonly JsonElement _header;
    private readonly JsonElement _claims;

    private Assertion(JsonElement header, JsonElement claims) => (_header, _claims) = (header, claims);

    public string? Algorithm => Text(_header, "alg");

    public string? KeyId => Text(_header, "kid");

    public string? Issuer => Text(_claims, "iss");

    public string? Subject => Text(_claims, "sub");

    public string? Id => Text(_claims, "jti");

    /// <summary>Whether there is a <c>jti</c>, of whatever type.</summary>
    public bool HasId => _claims.TryGetProperty("jti", out _);

    public long? ExpiresAt => Number("exp");

    public long? NotBefore => Number("nbf");

    public long? IssuedAt => Number("iat");

    /// <summary>One text, or a list of them.</summary>
    public IEnumerable<string> Audiences => !_claims.TryGetProperty("aud", out var value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
        : [];

    /// <returns>Null if the text is no JWT.</returns>
    public static Assertion? Read(string text)
    {
        if (text.Length > LongestText || text.Split('.') is not [var header, var claims, _])
        {
            return null;
        }

        try
        {
            return Part(header) is { } first && Part(claims) is { } second ? new Assertion(first, second) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Part(string text)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text), Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
    }

    private static string? Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>NumericDate, which may have a fraction (RFC 7519 section 2).</summary>
    private long? Number(string name) =>
        _claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e11 ? (long)seconds : null;
}
