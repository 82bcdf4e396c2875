using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>A pack as the answer to a request of the console or the REST API.</summary>
internal sealed class PackAnswer(string fileName, Func<Stream, CancellationToken, Task> write) : IResult, IActionResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = MediaTypeNames.Application.Zip;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await write(response.Body, context.RequestAborted);
    }

    public Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);
}
