using System.Buffers;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Scim;

/// <summary>Answers with bytes that are already JSON.</summary>
/// <param name="owner">The owner of the bytes, disposed when they are sent; null for none.</param>
internal sealed class ScimAnswer(int status, ReadOnlyMemory<byte> json, IDisposable? owner = null) : IActionResult
{
    private const string ScimJsonType = "application/scim+json";

    public static ScimAnswer Of(int status, ScimObject body) => new(status, ScimJson.ToUtf8(body));

    public static ScimAnswer Of(int status, ArrayBufferWriter<byte> json) => new(status, json.WrittenMemory);

    public static ScimAnswer Of(int status, PooledBuffer json) => new(status, json.Written, json);

    /// <summary>application/scim+json, or application/json for a client that asks only for that.</summary>
    public static void SetType(HttpContext context)
    {
        var accept = context.Request.Headers.Accept.ToString();
        var plain = accept.Contains("application/json", StringComparison.OrdinalIgnoreCase)
            && !accept.Contains(ScimJsonType, StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("*/*", StringComparison.Ordinal);
        context.Response.ContentType = plain ? "application/json" : ScimJsonType;
    }

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = status;
        SetType(context.HttpContext);
        response.ContentLength = json.Length;
        using (owner)
        {
            await response.BodyWriter.WriteAsync(json, context.HttpContext.RequestAborted);
        }
    }
}
