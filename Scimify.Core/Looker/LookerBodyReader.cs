using System.Net.Http.Headers;

namespace Scimify.Core.Looker;

/// <summary>Reads bodies up to a limit, whatever their header promises.</summary>
internal static class LookerBodyReader
{
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int LongestError = 256 * 1024;

    /// <exception cref="IOException">The connection broke, or the body is longer than any of Looker's answers.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var bound = response.IsSuccessStatusCode ? LongestAnswer : LongestError;
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var known = response.Content.Headers.ContentLength is { } length ? (int)Math.Min(length, bound) : 4096;
        var buffer = new byte[Math.Max(known, 256)];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                if (filled >= bound)
                {
                    // An error page of any length is still an error, but a success must be read completely.
                    return response.IsSuccessStatusCode ? throw new IOException("The answer is longer than any of Looker's answers.") : buffer;
                }

                Array.Resize(ref buffer, Math.Min(bound, buffer.Length * 2));
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), ct);
            if (read == 0)
            {
                return buffer.AsMemory(0, filled);
            }

            filled += read;
        }
    }

    public static bool LooksLikeHtml(HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        response.Content.Headers.ContentType is MediaTypeHeaderValue { MediaType: "text/html" or "application/xhtml+xml" }
        || body.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..];
}
