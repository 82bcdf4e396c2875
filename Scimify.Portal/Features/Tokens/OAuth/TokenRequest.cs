using System.Text;
using Microsoft.Extensions.Primitives;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>A request to the token endpoint, as it was sent. <see cref="ToString"/> has nothing of it.</summary>
/// <param name="ClientId">From the header, or else from the form.</param>
/// <param name="Secret">From either; null for none.</param>
/// <param name="Assertion">Null for none.</param>
internal sealed record TokenRequest(string? GrantType, string? Scope, string? ClientId, string? Secret, string? Assertion)
{
    public const long LongestBody = 64 * 1024;

    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string Basic = "Basic";

    /// <summary>Whether the client authenticates with the header, so that a refusal has to name the scheme.</summary>
    public static bool UsesBasic(HttpRequest request) => request.Headers.Authorization.ToString().TrimStart().StartsWith(Basic, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="TokenRefusal">400.</exception>
    public static async Task<TokenRequest> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw TokenRefusal.InvalidRequest("The body must be application/x-www-form-urlencoded.");
        }

        var form = await FormAsync(request, ct);
        var (header, inForm) = (Credentials(request.Headers.Authorization), One(form, "client_secret"));
        var (assertion, type, id) = (One(form, "client_assertion"), One(form, "client_assertion_type"), One(form, "client_id"));
        if ((header is null ? 0 : 1) + (inForm is null ? 0 : 1) + (assertion is null ? 0 : 1) > 1)
        {
            throw TokenRefusal.InvalidRequest("The request must prove in one way only which client it is from.");
        }

        if ((assertion is not null || type is not null) && (assertion is null || type != JwtBearer))
        {
            throw TokenRefusal.InvalidRequest($"client_assertion and client_assertion_type belong together, and the type must be {JwtBearer}.");
        }

        if (header is { Id: var named } && id is not null && named != id)
        {
            throw TokenRefusal.InvalidRequest("client_id must be the client of the Authorization header.");
        }

        return new TokenRequest(One(form, "grant_type"), One(form, "scope"), header?.Id ?? id, header?.Secret ?? inForm, assertion);
    }

    public override string ToString() => nameof(TokenRequest);

    private static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await request.ReadFormAsync(ct);
        }
        catch (InvalidDataException)
        {
            throw TokenRefusal.InvalidRequest("The body is no form, or a too large one.");
        }
    }

    /// <summary>A parameter without a value counts as omitted, and none may be there twice (RFC 6749 section 3.2).</summary>
    private static string? One(IFormCollection form, string name) => form[name] is var values && values.Count > 1
        ? throw TokenRefusal.InvalidRequest($"{name} is there twice.")
        : values.ToString() is { Length: > 0 } value ? value : null;

    /// <summary>Both parts are form-encoded within the Base64 (RFC 6749 section 2.3.1).</summary>
    private static (string Id, string Secret)? Credentials(StringValues header)
    {
        if (string.IsNullOrWhiteSpace(header.ToString()))
        {
            return null;
        }

        var text = header.Count == 1 ? header[0]!.Trim() : "";
        try
        {
            if (text.StartsWith(Basic + " ", StringComparison.OrdinalIgnoreCase)
                && Encoding.UTF8.GetString(Convert.FromBase64String(text[(Basic.Length + 1)..].Trim())).Split(':', 2) is [var id, var secret])
            {
                return (Decoded(id), Decoded(secret));
            }
        }
        catch (FormatException)
        {
            // It is no Base64, and refused below like every other header that is none.
        }

        throw TokenRefusal.InvalidRequest("The Authorization header must be \"Basic\", a space, and client_id:client_secret in Base64.");
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
