using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>The record of a review, byte for byte what was hashed.</summary>
internal sealed class RecordAnswer(AccessReview review, IAsyncEnumerable<byte[]> lines) : IResult, IActionResult
{
    public const string MediaType = "application/jsonl";

    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = $"{MediaType}; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"access-review-{review.Id:D}.jsonl\"";
        response.Headers.CacheControl = "no-store";
        await foreach (var line in lines.WithCancellation(context.RequestAborted))
        {
            await response.Body.WriteAsync(line, context.RequestAborted);
        }
    }

    public Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);
}
