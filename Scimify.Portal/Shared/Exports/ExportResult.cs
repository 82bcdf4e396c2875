using Microsoft.AspNetCore.Mvc;

namespace Scimify.Portal.Shared.Exports;

/// <summary>The answer of a list of the REST API to a request that accepts an <see cref="ExportFormat"/>.</summary>
internal sealed class ExportResult<T>(ExportFormat format, Export<T> export) : IActionResult
    where T : notnull
{
    public Task ExecuteResultAsync(ActionContext context) =>
        context.HttpContext.RequestServices.GetRequiredService<Exporter>().AnswerAsync(context.HttpContext, format, export);
}
