namespace Scimify.Portal.Shared;

/// <summary>The <c>If-Match</c> header as it came.</summary>
internal static class IfMatchHeader
{
    /// <summary>Null if the client sent none.</summary>
    public static string? Of(HttpRequest request) => request.Headers.IfMatch.Count == 0 ? null : request.Headers.IfMatch.ToString();
}
